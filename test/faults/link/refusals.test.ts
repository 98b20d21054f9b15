import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { ERROR_PLACES, type ErrorPlace } from '#simulator/service/answers.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  emptied,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';
import { transitionsOfCore } from '#test/support/transitions.ts';

let bench: CoreBench;
let core: Core;

async function begin(errorPlace: ErrorPlace = 'message.response'): Promise<void> {
  bench = await createCoreBench({ errorPlace });
  core = await bench.start();
  await connected(core);
}
afterEach(() => bench.remove());

async function submit(callId: string, comment = callId): Promise<string> {
  await ask(core, 'openCall', callOf(callId));
  return (await ask(core, 'submitWrapUp', { callId, draft: draftOf(comment) })).submissionId;
}

/** A call's latest submission in the state that the screen shows. */
const shown = (callId: string): SubmissionView | null | undefined =>
  core.state().calls.find((call) => call.callId === callId)?.submission;

const becomes = (callId: string, state: SubmissionView['state']): Promise<void> =>
  vi.waitFor(() => expect(shown(callId)).toMatchObject({ state }), PATIENCE);

const comments = (): unknown[] =>
  bench
    .lcm()
    .ledger.entries()
    .map(({ data }) => (data as { AgentComments: unknown }).AgentComments);

async function trail(submissionId: string): Promise<(string | null)[][]> {
  return (await transitionsOfCore(core))
    .filter((entry) => entry.submissionId === submissionId)
    .map(({ from, to, detail }) => [from, to, detail])
    .reverse();
}

/** The request that sends the wrap-ups of these tests. The faults must not affect other requests of the core. */
const only = ['SetCallOutcomeWithComments'];

const WS_ERROR: FaultInput = { wsError: true };
const REFUSALS: [string, FaultInput, ErrorPlace, string][] = [
  ['success: false and words', { refuse: { msg: 'Contact is closed.' } }, 'data', 'Contact is closed.'],
  ['success: false alone', { refuse: { msg: null } }, 'data', 'no-reason'],
  ...ERROR_PLACES.map((place): [string, FaultInput, ErrorPlace, string] => [
    `a WS_Error in ${place}`,
    WS_ERROR,
    place,
    'Invalid Call ID.',
  ]),
];

describe.each(REFUSALS)('an LCM that refuses by %s', (_name, fault, place, reason) => {
  beforeEach(() => begin(place));

  it('is shown with its reason at once, and is not asked again without the agent', async () => {
    bench.lcm().faults.set({ ...fault, only });
    const told: (string | null | undefined)[] = [];
    core.events.on(() => told.push(shown('1')?.reason));
    for (const callId of ['1', '2', '3']) await submit(callId);
    for (const callId of ['1', '2', '3']) await becomes(callId, 'refused');
    expect(shown('1')).toMatchObject({ reason, attempts: 1, nextTryAt: null });
    expect(told).toContain(reason);
    expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0, refused: 3 });

    // Neither a reconnection nor another submission makes the core ask again.
    bench.lcm().faults.clear();
    const { since } = core.state().link;
    bench.lcm().disconnectAll();
    await vi.waitFor(() => expect(core.state().link.since).toBeGreaterThan(since), PATIENCE);
    await connected(core);
    await submit('4');
    await becomes('4', 'delivered');
    expect(comments()).toEqual(['1', '2', '3', '4']);
    expect(core.state().outbox.refused).toBe(3);
  });

  it('now and then holds up only that call', async () => {
    bench.lcm().faults.set({ ...timesOnce(fault), only });
    for (const callId of ['1', '2', '3', '4', '5']) await submit(callId);
    await becomes('1', 'refused');
    await emptied(core);
    for (const callId of ['2', '3', '4', '5']) expect(shown(callId)?.state).toBe('delivered');
    expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0, refused: 1, held: 0 });
  });
});

function timesOnce(fault: FaultInput): FaultInput {
  const once = (chance: FaultInput['refuse']) => ({
    times: 1,
    ...(typeof chance === 'object' && chance !== null ? chance : {}),
  });
  return 'refuse' in fault ? { refuse: once(fault.refuse) } : { wsError: { times: 1 } };
}

describe('a refused wrap-up', () => {
  let refused: string;
  beforeEach(async () => {
    await begin();
    bench.lcm().faults.set({ refuse: { times: 1, msg: 'Contact is closed.' }, only });
    refused = await submit('1', 'as it was');
    await becomes('1', 'refused');
  });

  it('can be edited and submitted again: the history shows both', async () => {
    await ask(core, 'editSubmission', { submissionId: refused });
    const draft = core.state().calls.find(({ callId }) => callId === '1')?.draft;
    expect(draft).toEqual(draftOf('as it was'));
    const { submissionId } = await ask(core, 'submitWrapUp', { callId: '1', draft: draftOf('mended') });
    await becomes('1', 'delivered');
    expect(comments()).toEqual(['as it was', 'mended']);
    expect(await trail(refused)).toEqual([
      [null, 'queued', 'submitted'],
      ['queued', 'sending', 'sent'],
      ['sending', 'refused', 'Contact is closed.'],
      ['refused', 'superseded', 'corrected'],
    ]);
    expect((await trail(submissionId)).at(-1)).toEqual(['sending', 'delivered', 'acknowledged']);
    expect(core.state().outbox.refused).toBe(0);
  });

  it('can be discarded with a reason: the history shows it', async () => {
    await ask(core, 'discardSubmission', { submissionId: refused, reason: 'Told the team lead' });
    expect((await trail(refused)).at(-1)).toEqual(['refused', 'discarded', 'Told the team lead']);
    expect(core.state().outbox.refused).toBe(0);
    expect(comments()).toEqual(['as it was']);
  });

  it('can be sent again unchanged if the agent asks for it', async () => {
    await ask(core, 'retryOutbox', { submissionId: refused });
    await becomes('1', 'delivered');
    expect(comments()).toEqual(['as it was', 'as it was']);
  });

  it('is still refused after a restart', async () => {
    await bench.stop(core);
    core = await bench.start();
    expect(shown('1')).toMatchObject({ state: 'refused', reason: 'Contact is closed.' });
    await connected(core);
    await submit('2');
    await becomes('2', 'delivered');
    expect(comments()).toEqual(['as it was', '2']);
  });
});
