import { expect, it } from 'vitest';
import { createWrapUps } from '#main/core/wrap-ups.ts';
import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import { hours, mode, modeInformation, told, zone } from '#test/support/fact-fixtures.ts';
import { MORNING, brief, callback, draft, form } from '#test/support/form-fixtures.ts';

type Parts = Parameters<typeof createWrapUps>[0];
type Call = Parameters<ReturnType<typeof createWrapUps>['context']>[0];

const CALL = {
  callId: '12345',
  contact: null,
  lcmKey: '5|3|1|0|0|44|1',
  contactZone: null,
  campaignZone: null,
  draft: draft({ callback: callback({ modeId: '3', startTime: '10:30' }), leadScore: '7,5' }),
} as unknown as Call;

/** LCM requires an outcome, and Mobile may be called in the afternoon. */
const FACTS = told({
  mode: modeInformation({ dispositionRequired: true }),
  contactModes: [
    mode('3', { name: 'Mobile', number: '1', ...hours('12:00', '18:00'), zone: zone('Europe/Madrid') }),
  ],
});

function wrapUps() {
  const asked: unknown[] = [];
  const saved: unknown[] = [];
  const rows = [{ id: '102', description: 'Failure', campaignId: '7', leadScore: null, parentId: null }];
  const parts = {
    lists: { list: () => ({ rows, outcomes: { count: rows.length }, assumed: false }) },
    facts: {
      of: (call: Call) => {
        asked.push(call.callId);
        return FACTS;
      },
    },
    outbox: {
      submitAll(entries: readonly object[]) {
        saved.push(...entries);
        return entries;
      },
    },
    form: form({ callbackZone: 'Europe/Madrid' }),
    agent: () => 'prakashr',
    lcmNow: () => MORNING,
  } as unknown as Parts;
  return { asked, saved, ...createWrapUps(parts) };
}

it('judges what the screen submits by what LCM told of that call', () => {
  const { asked, context } = wrapUps();
  const planned = planWrapUp(draft({ callback: callback({ modeId: '3' }) }), context(CALL));
  expect(asked).toEqual(['12345']);
  expect(planned.ok ? [] : brief(planned.problems)).toEqual([
    'businessOutcome mandatoryMissing',
    'callbackStartTime callbackOutsideModeHours',
  ]);
});

it('submits at the after-call limit without an outcome that LCM requires and without half a lead score', () => {
  const { saved, saveAtLimit } = wrapUps();
  const late = {
    ...CALL,
    draft: draft({ callback: callback({ modeId: '3', startTime: '12:30' }), leadScore: '7,5' }),
  };
  expect(saveAtLimit(late, { businessOutcomeId: '', telephonyOutcomeId: '' })).toMatchObject({ ok: true });
  expect(saved).toMatchObject([{ data: { CallbackModeID: 3, LeadScore: 0 } }]);
});
