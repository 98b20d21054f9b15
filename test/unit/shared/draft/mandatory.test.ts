import { describe, expect, it } from 'vitest';
import type { Draft } from '#shared/draft/draft.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { MANDATORY_FIELDS } from '#shared/draft/mandatory.ts';
import type { Mandatory } from '#shared/draft/mandatory.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import { MORNING, brief, callback, draft, form } from '#test/support/form-fixtures.ts';

const ALL = [...MANDATORY_FIELDS];

function problemsOf(parts: Partial<Draft>, mandatory: Mandatory, campaign: string | null = null): string[] {
  const result = planWrapUp(draft(parts), {
    call: { callId: '1', lcmKey: '5|3', contactZone: null, campaignZone: null },
    agent: 'prakashr',
    form: form({ mandatory }),
    outcomes: null,
    campaign,
    machineZone: 'Europe/Madrid',
    now: MORNING,
  });
  return result.ok ? [] : brief(result.problems);
}

describe('what is mandatory', () => {
  it('is nothing unless the settings say so', () => {
    expect(problemsOf({ businessOutcomeId: '2' }, form().mandatory)).toEqual([]);
  });

  it('prevents a submit without it, for each field', () => {
    const mandatory = { default: ALL, byCampaign: {} };
    expect(problemsOf({ businessOutcomeId: '2', comment: ' \n' }, mandatory)).toEqual([
      'comment mandatoryMissing',
      'leadScore mandatoryMissing',
      'targetAmount mandatoryMissing',
      'telephonyOutcome mandatoryMissing',
    ]);
    const filled = { telephonyOutcomeId: '3', comment: 'x', targetAmount: '0', leadScore: '1' };
    expect(problemsOf(filled, mandatory)).toEqual(['businessOutcome mandatoryMissing']);
    expect(problemsOf({ ...filled, businessOutcomeId: '2' }, mandatory)).toEqual([]);
  });

  it('does not ask for a telephony outcome beside a callback, since no LCM call carries both', () => {
    const mandatory: Mandatory = { default: ['telephonyOutcome'], byCampaign: {} };
    expect(problemsOf({ callback: callback() }, mandatory)).toEqual([]);
  });

  it('adds no second problem to a field that has one', () => {
    const mandatory = { default: ALL, byCampaign: {} };
    const some = { comment: 'x', targetAmount: '1', leadScore: '1' };
    expect(problemsOf({ ...some, callback: callback({ modeId: null }) }, mandatory)).toEqual([
      'businessOutcome mandatoryMissing',
      'callbackMode callbackModeMissing',
    ]);
    expect(problemsOf(some, mandatory)).toEqual([
      'businessOutcome nothingChosen',
      'telephonyOutcome mandatoryMissing',
    ]);
  });

  it('is the campaign’s if it has its own, else the default', () => {
    const mandatory: Mandatory = { default: ['comment'], byCampaign: { '7': ['leadScore'], '8': [] } };
    const chosen = { businessOutcomeId: '2' };
    expect(problemsOf(chosen, mandatory, null)).toEqual(['comment mandatoryMissing']);
    expect(problemsOf(chosen, mandatory, '9')).toEqual(['comment mandatoryMissing']);
    expect(problemsOf(chosen, mandatory, '7')).toEqual(['leadScore mandatoryMissing']);
    expect(problemsOf(chosen, mandatory, '8')).toEqual([]);
    expect(problemsOf(chosen, mandatory, 'toString')).toEqual(['comment mandatoryMissing']);
  });

  it('cannot be an unknown field', () => {
    const read = formSettingsSchema.safeParse({ mandatory: { default: ['coment'] } });
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual(['mandatory.default.0']);
  });
});
