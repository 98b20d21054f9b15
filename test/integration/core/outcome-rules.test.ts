import { expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { ask, benchForEachTest, connected, PATIENCE } from '#test/support/core-bench.ts';
import { brief, callback } from '#test/support/form-fixtures.ts';
import { listedRows } from '#test/support/listed-rows.ts';

const OUTBOUND = { callId: '12345', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

const bench = benchForEachTest();

/** A core with a call whose outcomes LCM has listed. */
async function withCall(): Promise<Core> {
  const rules = [{ when: { within: '101' }, callback: 'none', needs: ['targetAmount'], confirm: 'Agreed' }];
  bench.settings({ form: { rules, callingHours: { from: '00:00', to: '00:00' } } });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', OUTBOUND);
  await vi.waitFor(async () => {
    const rows = listedRows(await ask(core, 'listOutcomes', { callId: '12345', refresh: true }));
    expect(rows.some(({ id }) => id === '101')).toBe(true);
  }, PATIENCE);
  return core;
}

async function refusal(core: Core, draft: Draft): Promise<string[]> {
  const answer = await core.answer('submitWrapUp', { callId: '12345', draft });
  return answer.ok ? [] : brief(answer.error.problems);
}

const delivered = (core: Core, comment: string): Promise<void> =>
  vi.waitFor(() => {
    expect(core.state().calls[0]?.submission).toMatchObject({ comment, state: 'delivered' });
  }, PATIENCE);

it('the core refuses what the rules of the outcome do not allow, also in a correction, and LCM gets none of it', async () => {
  const core = await withCall();
  const chosen = { ...EMPTY_DRAFT, businessOutcomeId: '101' };
  expect(
    await refusal(core, {
      ...chosen,
      callback: callback({ startDate: '2099-01-01', startTime: '10:30', zone: 'Europe/Madrid' }),
    }),
  ).toEqual([
    'callback callbackNotAllowed',
    'callbackStartDate callbackTooFar',
    'confirmation confirmationNeeded',
    'targetAmount amountNeeded',
  ]);
  expect(await refusal(core, { ...chosen, targetAmount: '5', confirmed: 'Refused' })).toEqual([
    'confirmation confirmationNeeded',
  ]);
  expect(core.state().calls[0]?.wrappedAt).toBeNull();
  expect(bench.lcm().ledger.applied()).toEqual([]);

  const whole: Draft = { ...chosen, targetAmount: '5', confirmed: 'Agreed', comment: 'paid' };
  await ask(core, 'submitWrapUp', { callId: '12345', draft: whole });
  await delivered(core, 'paid');
  const [{ data } = { data: {} }] = bench.lcm().ledger.applied();
  expect(Object.keys(data as object).sort()).toEqual(
    ['AccountNumber', 'AgentComments', 'LeadScore', 'OutcomeId', 'TargetAmount', 'UserID', 'callid'].sort(),
  );

  await ask(core, 'beginCorrection', { callId: '12345' });
  expect(core.state().calls[0]?.draft).toEqual(whole);
  expect(await refusal(core, { ...whole, targetAmount: '' })).toEqual(['targetAmount amountNeeded']);
  await ask(core, 'submitWrapUp', { callId: '12345', draft: { ...whole, comment: 'paid twice' } });
  await delivered(core, 'paid twice');
});

it('a draft that a version without rules saved is still there', async () => {
  const core = await withCall();
  const { businessOutcomeId, telephonyOutcomeId, targetAmount, leadScore } = EMPTY_DRAFT;
  const older = {
    businessOutcomeId,
    telephonyOutcomeId,
    targetAmount,
    leadScore,
    callback: null,
    comment: 'from before',
  };
  await ask(core, 'saveDraft', { callId: '12345', draft: older });
  expect(core.state().calls[0]?.draft).toEqual({ ...EMPTY_DRAFT, comment: 'from before' });
});
