import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUIET, retireCalls } from '#main/calls/retire-calls.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const call = (callId: string) => ({ callId, lcmKey: `5|3|${callId}`, type: 'OUTBOUND' });
const written = { ...EMPTY_DRAFT, comment: 'half a' };

let bench: Workbench;
let certain: number | null;
let askedAt: number;
let stop: () => void;
beforeEach(() => {
  bench = createWorkbench();
  certain = null;
  askedAt = -Infinity;
  stop = () => {};
});
afterEach(async () => {
  stop();
  await bench.remove();
});

function start(days = 7): void {
  stop = retireCalls({
    days,
    calls: bench.calls,
    certainNow: () => certain,
    quietFor: () => bench.clock.monotonic() - askedAt,
    clock: bench.clock,
    log,
  });
}
const listed = (): string[] => bench.calls.list().map(({ callId }) => callId);
const unwrapped = (): string[] => bench.calls.notWrappedUp(1_000).map(({ callId }) => callId);
/** Days pass, and no clock is in doubt. */
async function pass(days: number): Promise<void> {
  bench.clock.setWall(bench.clock.now() + days * DAY);
  certain = bench.clock.now();
  await bench.clock.advance(2 * HOUR);
}

describe('an abandoned call', () => {
  it('leaves the list for the history after some days, whatever its phase, and can be opened again', async () => {
    for (const phase of ['ringing', 'talking', 'ended'] as const) bench.calls.open(call(phase), 'bus', phase);
    start();
    await pass(6);
    bench.calls.open(call('new'), 'bus', 'ended');
    expect([listed(), unwrapped()]).toEqual([['new', 'ended', 'talking', 'ringing'], []]);
    await pass(2);
    expect(listed()).toEqual(['new']);
    expect(bench.calls.notWrappedUp(1)).toMatchObject([{ ...call('ended'), contact: null }]);
    expect(unwrapped()).toEqual(['ended', 'talking', 'ringing']);
    bench.calls.open(call('talking'), 'hand', 'ended');
    await pass(6);
    expect([listed(), unwrapped()]).toEqual([['talking'], ['new', 'ended', 'ringing']]);
  });

  it('counts from its end, if that was later than its beginning', async () => {
    bench.calls.open(call('a'), 'bus', 'talking');
    start();
    await pass(5);
    bench.calls.open(call('a'), 'bus', 'ended');
    await pass(5);
    expect(listed()).toEqual(['a']);
  });

  it('stays if an agent has entered anything for it, also another agent, or if its wrap-up is not delivered', async () => {
    const { database, cipher, clock } = bench;
    for (const id of ['own', 'other', 'edited', 'done', 'nobody']) bench.calls.open(call(id), 'bus', 'ended');
    bench.calls.saveDraft('own', written);
    const viewer = { agent: () => 'ben', mayRead: () => false };
    createCalls({ database, cipher, clock, log, viewer }).saveDraft('other', written);
    const { id } = bench.outbox.submit(wrapUp('edited'));
    bench.outbox.edit(id);
    bench.calls.saveDraft('edited', EMPTY_DRAFT);
    bench.outbox.submit(wrapUp('done'));
    start();
    await pass(400);
    expect(listed().sort()).toEqual(['done', 'edited', 'other', 'own']);
    expect(unwrapped()).toEqual(['nobody']);
  });

  it('stays while the clocks disagree, and while the screen is in use', async () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    start();
    bench.clock.setWall(bench.clock.now() + 400 * DAY);
    await bench.clock.advance(DAY);
    expect(listed()).toEqual(['a']);
    certain = bench.clock.now();
    for (let n = 0; n < 40; n += 1) {
      askedAt = bench.clock.monotonic();
      await bench.clock.advance(QUIET - 1);
    }
    expect(listed()).toEqual(['a']);
    await bench.clock.advance(3 * HOUR);
    expect(listed()).toEqual([]);
  });

  it('stays for ever if the setting is 0', async () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    start(0);
    await pass(4_000);
    expect(listed()).toEqual(['a']);
  });

  it('comes back with what an agent was writing at that moment, but not if the agent removed it', async () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    bench.calls.open(call('removed'), 'bus', 'ended');
    bench.calls.close('removed');
    start();
    await pass(8);
    expect(listed()).toEqual([]);
    bench.calls.saveDraft('a', written);
    expect(bench.calls.get('a')).toMatchObject({ draft: written, wrappedAt: null });
    expect(() => bench.calls.saveDraft('removed', written)).toThrow('not on the list');
    await pass(8);
    expect(listed()).toEqual(['a']);
    bench.calls.close('a');
    expect(() => bench.calls.saveDraft('a', written)).toThrow('not on the list');
  });

  it('leaves with all others, a few at a time', async () => {
    for (let n = 0; n < 120; n += 1) bench.calls.open(call(`${n}`), 'bus', 'ended');
    const steps: number[] = [];
    start();
    const { retire } = bench.calls;
    bench.calls.retire = (before, limit) => {
      const retired = retire(before, limit);
      if (retired > 0) steps.push(retired);
      return retired;
    };
    await pass(8);
    expect([listed(), steps]).toEqual([[], [50, 50, 20]]);
  });
});
