import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '#shared/draft/draft.ts';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { planWrapUp, type WrapUpContext } from '#shared/wrapup/plan-wrap-up.ts';
import { wrapUpAtLimit } from '#shared/wrapup/wrap-up-at-limit.ts';
import { hours, mode, modeInformation, told, UNCERTAIN, zone } from '#test/support/fact-fixtures.ts';
import { MORNING, brief, callback, draft, form } from '#test/support/form-fixtures.ts';
import { PAYMENT_ROWS, row } from '../outcomes/outcome-fixtures.ts';

/** The codes of what guards find. Another time would solve each of these problems. */
const GUARD_CODES: ReadonlySet<string> = new Set([
  'callbackInPast',
  'callbackTooFar',
  'callbackOutsideHours',
  'callbackOutsideModeHours',
  'callbackOnHoliday',
  'callbackOnNamedHoliday',
  'callbackEndBeforeStart',
  'callbackEndIgnored',
  'callbackEndTooFar',
]);

function context(more: Partial<WrapUpContext> = {}): WrapUpContext {
  return {
    call: { callId: '12345', lcmKey: '5|3|1|0|0|44|1', contactZone: null, campaignZone: null },
    agent: 'prakashr',
    form: form(),
    outcomes: buildOutcomeForest(PAYMENT_ROWS, {}),
    machineZone: 'Europe/Madrid',
    now: MORNING,
    ...more,
  };
}

function plan(parts: Partial<Draft>, facts: CallFacts, more: Partial<WrapUpContext> = {}) {
  return planWrapUp(draft(parts), context({ facts, ...more }));
}

const MOBILE = mode('3', { name: 'Mobile', number: '6591462346' });
const REQUIRED = told({ mode: modeInformation({ dispositionRequired: true }) });

describe('a callback on a mode that LCM told of', () => {
  it('carries its id, whatever the settings list', () => {
    const facts = told({ callbackModes: [mode('17', { name: 'Boat', number: '1' })] });
    const planned = plan({ callback: callback({ modeId: '17' }) }, facts);
    expect(planned.ok && planned.plan.data).toMatchObject({ CallbackModeID: 17 });
    expect(planned.warnings).toEqual([]);
  });

  it('is judged by its number’s hours and zone', () => {
    const facts = told({
      callbackModes: [MOBILE],
      contactModes: [{ ...MOBILE, ...hours('09:00', '18:00'), zone: zone('America/New_York') }],
    });
    const inMadrid = (startTime: string) => plan({ callback: callback({ modeId: '3', startTime }) }, facts);
    expect(inMadrid('14:00').ok).toBe(true);
    const early = inMadrid('13:30');
    expect(early.ok ? [] : brief(early.problems)).toEqual(['callbackStartTime callbackOutsideModeHours']);
  });

  it('is judged by the settings’ hours where the zone is uncertain', () => {
    const facts = told({ contactModes: [{ ...MOBILE, ...hours('09:00', '10:00'), zone: UNCERTAIN }] });
    expect(plan({ callback: callback({ modeId: '3', startTime: '20:30' }) }, facts).ok).toBe(true);
  });

  it('takes the campaign’s zone from what LCM told of the call, if nothing else names one', () => {
    const facts = told({ mode: modeInformation({ zone: zone('Asia/Kolkata') }) });
    // 10:30 in Madrid is 15:00 in Kolkata; 17:00 is 21:30.
    expect(plan({ callback: callback() }, facts).ok).toBe(true);
    const late = plan({ callback: callback({ startTime: '17:00' }) }, facts);
    expect(late.ok ? [] : late.problems[0]?.params).toMatchObject({ zone: 'Asia/Kolkata' });
  });
});

describe('an outcome that LCM requires', () => {
  it('is mandatory beside what the settings require', () => {
    const busy = { telephonyOutcomeId: '3' };
    expect(plan(busy, told({})).ok).toBe(true);
    const alone = plan(busy, REQUIRED);
    expect(alone.ok ? [] : brief(alone.problems)).toEqual(['businessOutcome mandatoryMissing']);
    const both = plan(busy, REQUIRED, {
      form: form({ mandatory: { default: ['comment'], byCampaign: {} } }),
    });
    expect(both.ok ? [] : brief(both.problems)).toEqual([
      'businessOutcome mandatoryMissing',
      'comment mandatoryMissing',
    ]);
  });

  it('takes nothing away if LCM does not require it', () => {
    const facts = told({ mode: modeInformation({ dispositionRequired: false }) });
    const settings = form({ mandatory: { default: ['businessOutcome'], byCampaign: {} } });
    expect(plan({ telephonyOutcomeId: '3' }, facts, { form: settings }).ok).toBe(false);
  });

  it('is not mandatory while there is no list to choose it from', () => {
    expect(plan({ telephonyOutcomeId: '3' }, REQUIRED, { outcomes: null }).ok).toBe(true);
  });

  it('does not keep the after-call limit from submitting', () => {
    const limit = wrapUpAtLimit(
      draft({ callback: callback(), leadScore: '7,5' }),
      { businessOutcomeId: '', telephonyOutcomeId: '' },
      context({ facts: REQUIRED }),
    );
    expect(limit.ok && limit.plan.data).toMatchObject({ CallbackModeID: 1, LeadScore: 0 });
  });

  it('asks for the fields of the campaign that LCM named for the call', () => {
    const settings = form({ mandatory: { default: [], byCampaign: { '7': ['comment'] } } });
    const facts = told({ mode: modeInformation({ campaignId: '7' }) });
    expect(plan({ businessOutcomeId: '102' }, facts, { form: settings }).ok).toBe(false);
    expect(plan({ businessOutcomeId: '102' }, facts, { form: settings, campaign: '8' }).ok).toBe(true);
  });
});

describe('telephony outcomes as LCM names them', () => {
  const facts = told({
    telephonyOutcomes: [
      { ...row('0'), description: 'Success' },
      { ...row('42'), description: 'Wrong person' },
      { ...row('3'), description: ' ' },
      { ...row('42'), description: 'Twice' },
    ],
  });

  it.each<[string, string, string]>([
    ['is LCM’s name', '42', 'Wrong person'],
    ['is the settings’ name where LCM gives none', '3', 'Busy'],
  ])('the summary %s', (_, telephonyOutcomeId, summary) => {
    const planned = plan({ telephonyOutcomeId }, facts);
    expect(planned).toMatchObject({ ok: true, warnings: [], plan: { summary } });
  });

  it('keep what LCM no longer lists, with a hint', () => {
    expect(plan({ telephonyOutcomeId: '8' }, facts)).toMatchObject({
      ok: true,
      plan: { summary: 'No answer', data: { OutcomeId: 8 } },
      warnings: [{ field: 'telephonyOutcome', code: 'telephonyUnlisted', params: { outcome: 'No answer' } }],
    });
  });

  it('need not contain the one that means callback', () => {
    const planned = plan({ telephonyOutcomeId: '4', callback: callback() }, facts);
    expect(planned).toMatchObject({ ok: true, warnings: [], plan: { summary: 'Callback' } });
  });
});

describe('facts never stand in the way', () => {
  const anyFacts = fc.record({
    mode: fc.constantFrom(null, {
      value: modeInformation({ campaignId: '7', zone: zone('Asia/Kolkata') }),
      at: 1,
    }),
    contactModes: fc.constantFrom(
      null,
      { value: [], at: 1 },
      { value: [{ ...MOBILE, ...hours('22:00', '23:00') }], at: 1 },
    ),
    callbackModes: fc.constantFrom(null, {
      value: [MOBILE, mode('17'), mode('x', { zone: UNCERTAIN })],
      at: 1,
    }),
    telephonyOutcomes: fc.constantFrom(null, { value: [row('42')], at: 1 }),
  });
  const anyDraft = fc.record({
    businessOutcomeId: fc.constantFrom(null, '102'),
    telephonyOutcomeId: fc.constantFrom(null, '3', '4', '42', '77'),
    callback: fc.option(
      fc.record({
        modeId: fc.constantFrom('1', '3', '17', '99'),
        startTime: fc.constantFrom('10:30', '19:00', '22:30'),
      }),
    ),
  });

  it('a draft made with one set of facts goes with any other, unless another time would do', () => {
    fc.assert(
      fc.property(anyDraft, anyFacts, anyFacts, ({ callback: times, ...choice }, before, after) => {
        const entered = { ...choice, callback: times === null ? null : callback(times) };
        if (!plan(entered, { ...NO_FACTS, ...before }).ok) return;
        const again = plan(entered, { ...NO_FACTS, ...after });
        const problems = again.ok ? [] : again.problems;
        expect(problems.filter(({ code }) => !GUARD_CODES.has(code))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
