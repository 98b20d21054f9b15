import { expect, it, vi } from 'vitest';
import { WORK_GRACE } from '#main/after-call/after-call-limits.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { ask, benchForEachTest, connected, PATIENCE } from '#test/support/core-bench.ts';
import { transitionsOfCore } from '#test/support/transitions.ts';

const CALL = { callId: '12345', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };
const SUBMIT = { atEnd: 'submit', telephonyOutcomeId: '8' };

const bench = benchForEachTest();

async function start(afterCall: object, clock: Clock = systemClock): Promise<Core> {
  bench.settings({ afterCall });
  const core = await bench.start({ clock });
  await connected(core);
  return core;
}

/** The sets that LCM applied, each with its outcome and comment. */
const applied = (): unknown[] =>
  bench
    .lcm()
    .ledger.applied()
    .map(({ subtopic, data }) => {
      const { OutcomeId, AgentComments } = data as Record<string, unknown>;
      return [subtopic, OutcomeId, AgentComments];
    });

/** The notices of the after-call limit. */
const notices = (core: Core): unknown[] =>
  core
    .state()
    .notices.filter(({ code }) => code.startsWith('afterCall'))
    .map(({ code, params }) => ({ code, params }));

const delivered = (core: Core): Promise<void> =>
  vi.waitFor(() => expect(core.state().calls[0]?.submission?.state).toBe('delivered'), PATIENCE);

async function trail(core: Core): Promise<string[]> {
  return (await transitionsOfCore(core)).map(({ detail }) => detail).reverse();
}

it('submits the default outcome with what the agent wrote, and the history says who did it', async () => {
  const core = await start({ default: { limitSeconds: 1, ...SUBMIT } });
  await ask(core, 'openCall', CALL);
  await ask(core, 'saveDraft', { callId: CALL.callId, draft: { ...EMPTY_DRAFT, comment: 'Rang out' } });
  await delivered(core);
  expect(applied()).toEqual([['SetCallOutcomeWithComments', 8, 'Rang out']]);
  expect(core.state().calls[0]).toMatchObject({
    afterCall: null,
    submission: { byLimit: true, summary: 'No Answer', agent: 'ana' },
  });
  expect((await trail(core))[0]).toBe('submittedByLimit');

  // The agent can still correct it.
  const draft = { ...EMPTY_DRAFT, telephonyOutcomeId: '3', comment: 'Busy after all' };
  await ask(core, 'openCall', CALL);
  expect(core.state().calls[0]?.afterCall).toMatchObject({ endsAt: null });
  await ask(core, 'submitWrapUp', { callId: CALL.callId, draft });
  await vi.waitFor(() => {
    expect(applied().at(-1)).toEqual(['SetCallOutcomeWithComments', 3, 'Busy after all']);
  }, PATIENCE);
  expect(core.state().calls[0]?.submission?.byLimit).toBe(false);
});

it('does not submit while the agent is working in the call', async () => {
  const core = await start({ default: { limitSeconds: 1, ...SUBMIT } });
  await ask(core, 'openCall', CALL);
  const limit = core.state().calls[0]?.afterCall?.endsAt ?? 0;
  expect(limit).toBeGreaterThan(0);
  let last = 0;
  // The agent types on for two seconds past the limit.
  await vi.waitFor(async () => {
    await ask(core, 'noteWork', { callId: CALL.callId });
    last = performance.now();
    expect(core.state().calls[0]?.wrappedAt).toBeNull();
    expect(Date.now()).toBeGreaterThan(limit + 2_000);
  }, PATIENCE);
  await vi.waitFor(() => expect(core.state().calls[0]?.wrappedAt).not.toBeNull(), PATIENCE);
  expect(performance.now() - last).toBeGreaterThanOrEqual(WORK_GRACE - 50);
  await delivered(core);
}, 60_000);

it('gives the agent time to act after a restart, then submits if the limit has passed', async () => {
  const rule = { default: { limitSeconds: 2, ...SUBMIT } };
  const first = await start(rule);
  await ask(first, 'openCall', CALL);
  await bench.stop(first);
  // Ten minutes later by the wall clock alone. The wait after the start is shortened.
  const hurried: Clock = {
    now: () => Date.now() + 600_000,
    monotonic: () => performance.now() * 10,
    after: (delay, run) => systemClock.after(delay / 10, run),
  };
  const began = performance.now();
  const second = await start(rule, hurried);
  expect(second.state().calls[0]).toMatchObject({ wrappedAt: null });
  await delivered(second);
  expect(performance.now() - began).toBeGreaterThanOrEqual(2_900);
  expect(applied()).toEqual([['SetCallOutcomeWithComments', 8, '']]);
  expect((await trail(second))[0]).toBe('submittedByLimit');
}, 60_000);

it('applies by the call’s campaign, and the core asks LCM for it if no screen does', async () => {
  const core = await start({ byCampaign: { '1': { limitSeconds: 1, atEnd: 'notify', show: 'down' } } });
  const reached: string[] = [];
  core.limitReached.on(({ call }) => reached.push(call.callId));
  await ask(core, 'openCall', CALL);
  await vi.waitFor(() => expect(core.state().calls[0]?.afterCall?.show).toBe('down'), PATIENCE);
  await vi.waitFor(() => expect(reached).toEqual([CALL.callId]), PATIENCE);
  expect(notices(core)).toEqual([{ code: 'afterCallOver', params: { call: CALL.callId } }]);
  expect(core.state().calls[0]?.wrappedAt).toBeNull();

  // Once the call is wrapped up, the notice is withdrawn.
  await ask(core, 'submitWrapUp', {
    callId: CALL.callId,
    draft: { ...EMPTY_DRAFT, telephonyOutcomeId: '3' },
  });
  await vi.waitFor(() => expect(notices(core)).toEqual([]), PATIENCE);
});

it('submits nothing instead of a callback that cannot be sent, and says so', async () => {
  const core = await start({ default: { limitSeconds: 1, ...SUBMIT } });
  await ask(core, 'openCall', CALL);
  const draft = { ...EMPTY_DRAFT, businessOutcomeId: '101', telephonyOutcomeId: '4' };
  await ask(core, 'saveDraft', { callId: CALL.callId, draft });
  await vi.waitFor(() => {
    expect(notices(core)).toEqual([
      { code: 'afterCallNotSubmitted', params: { call: CALL.callId, reason: 'limitCallback' } },
    ]);
  }, PATIENCE);
  expect(core.state().calls[0]).toMatchObject({ wrappedAt: null, draft, submission: null });
  expect(bench.lcm().ledger.entries()).toEqual([]);
});
