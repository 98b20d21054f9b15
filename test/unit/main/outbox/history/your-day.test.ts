import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createViewer } from '#main/base/viewer.ts';
import { createYourDay } from '#main/outbox/history/your-day.ts';
import type { NewSubmission } from '#main/outbox/outbox.ts';
import type { YourDay } from '#shared/contract/requests/history.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ME = 'agent-1';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

function day(agent: string | null = ME, zone = 'UTC'): Promise<YourDay | null> {
  const { database, clock } = bench;
  const viewer = createViewer(() => agent);
  return createYourDay({
    database,
    viewer,
    agent: () => agent,
    now: () => clock.now(),
    zone: () => zone,
  })();
}

/** A call that ends now and is wrapped up after so long. */
async function work(callId: string, after: number, more: Partial<NewSubmission> = {}): Promise<string> {
  bench.calls.open({ callId, lcmKey: more.lcmKey ?? `5|3|1|0|0|44|${callId}`, type: null }, 'hand', 'ended');
  await bench.clock.advance(after);
  return submit(callId, more);
}

function submit(callId: string, { draft, ...more }: Partial<NewSubmission> = {}): string {
  return bench.outbox.submit(wrapUp(callId, 'x', { ...more, ...(draft && { draft }) })).id;
}

describe('the figures of the day', () => {
  it('are those of the agent who is signed in, over a restart, and of nobody else', async () => {
    await work('a', 2 * MINUTE);
    await work('b', 4 * MINUTE, { byLimit: true });
    await work('c', MINUTE, { agent: 'ben' });
    await bench.restart();
    expect(await day()).toMatchObject({
      wrappedUp: 2,
      byLimit: 1,
      timed: 2,
      average: 3 * MINUTE,
      longest: 4 * MINUTE,
      booked: 0,
      due: 0,
    });
    expect(await day(' AGENT-1 ')).toMatchObject({ wrappedUp: 2 });
    expect(await day('ben')).toMatchObject({ wrappedUp: 1, longest: MINUTE });
    expect(await day(null)).toBeNull();
  });

  it('count a call once, with the time to its first submit, whatever is corrected later', async () => {
    await work('a', 2 * MINUTE);
    await bench.clock.advance(2 * HOUR);
    submit('a');
    submit('a');
    expect(await day()).toMatchObject({ wrappedUp: 1, timed: 1, longest: 2 * MINUTE });
    expect((await day())?.hours.filter((count) => count > 0)).toEqual([1]);
  });

  it('leave out what was discarded, and a correction of what was wrapped up yesterday', async () => {
    await work('old', MINUTE);
    await bench.clock.advance(24 * HOUR);
    submit('old');
    bench.outbox.discard(await work('gone', MINUTE), 'Wrong call');
    await work('new', MINUTE);
    expect(await day()).toMatchObject({ wrappedUp: 1, timed: 1 });
  });

  it('count the callbacks booked, by the submission that stands, and those for today', async () => {
    const callback = (from: number): Partial<NewSubmission> => {
      const at = bench.clock.now() + from;
      return { callbackAt: at, callbackUntil: at, callbackZone: 'Europe/Madrid' };
    };
    // Yesterday, for today; and one that was moved to another day.
    await work('a', MINUTE, callback(25 * HOUR));
    await work('moved', MINUTE, callback(25 * HOUR));
    submit('moved', callback(60 * HOUR));
    await bench.clock.advance(24 * HOUR);
    await work('b', MINUTE, callback(HOUR));
    await work('c', MINUTE, callback(3 * 24 * HOUR));
    await work('not mine', MINUTE, { agent: 'ben', ...callback(HOUR) });
    await work('dropped', MINUTE, callback(HOUR));
    submit('dropped');
    expect(await day()).toMatchObject({ wrappedUp: 3, booked: 2, due: 2 });
    // LCM keeps one callback a contact, so *My callbacks* has this one no more.
    const lcmKey = '5|3|1|0|0|44|b';
    await work('b again', MINUTE, { lcmKey });
    expect(await day()).toMatchObject({ wrappedUp: 4, booked: 2, due: 1 });
  });

  it('know no after-call time of a call that is on or whose end nobody told', async () => {
    bench.calls.open({ callId: 'on', lcmKey: '5|3|1|0|0|44|1', type: null }, 'bus', 'talking');
    submit('on');
    submit('without a call');
    expect(await day()).toMatchObject({ wrappedUp: 2, timed: 0, average: null, longest: null });
  });

  it.each([
    // 09:00 UTC on 20 November 2026 is 20:00 at Lord Howe: 4 hours before its midnight.
    ['UTC', 9, 24],
    ['Australia/Lord_Howe', 20, 24],
    ['America/New_York', 4, 24],
    ['Etc/Unknown', 9, 24],
  ])('begin at midnight in %s', async (zone, hour, hours) => {
    await work('a', MINUTE);
    const figures = await day(ME, zone);
    expect(figures?.hours).toHaveLength(hours);
    expect(figures?.hours.indexOf(1)).toBe(hour);
    await bench.clock.advance((24 - hour) * HOUR);
    expect(await day(ME, zone)).toMatchObject({ wrappedUp: 0 });
  });

  it.each([
    ['25 hours', Date.UTC(2026, 9, 25, 12), 25],
    ['23 hours', Date.UTC(2026, 2, 29, 12), 23],
  ])('have %s when the clocks change', async (_name, noon, hours) => {
    bench.clock.setWall(noon);
    await work('a', MINUTE);
    const figures = await day(ME, 'Europe/Madrid');
    expect(figures?.hours).toHaveLength(hours);
    expect((figures?.until ?? 0) - (figures?.from ?? 0)).toBe(hours * HOUR);
    // 12:01 UTC is 13:01 or 14:01 on the wall.
    expect(figures?.hours.indexOf(1)).toBe(hours === 25 ? 14 : 13);
  });
});
