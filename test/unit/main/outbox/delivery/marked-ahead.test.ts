import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { watchedSqlite } from '#test/support/watched-sqlite.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const CALLS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];

let bench: Workbench;
/** The commits, each a wait for the disk. */
let commits: number;
beforeEach(() => {
  commits = 0;
  bench = createWorkbench({
    sqlite: watchedSqlite({
      before(sql) {
        if (sql === 'COMMIT') commits += 1;
      },
    }),
  });
  bench.outbox.linkUp(false);
});
afterEach(() => bench.remove());

const viewOf = (callId: string): SubmissionView => bench.outbox.latestForCall(callId)!;
const inState = (state: string): string[] => CALLS.filter((id) => viewOf(id).state === state);
/** LCM acknowledges the `n`-th that was sent. */
const acknowledge = (n: number): Promise<void> => bench.sender.all[n]!.answer(delivered);

/** Twelve wait, four are under way, the first of which was acknowledged at once. */
async function drain(more: Parameters<typeof wrapUp>[2] = {}): Promise<void> {
  for (const id of CALLS) bench.outbox.submit(wrapUp(id, 'first', id === 'g' ? more : {}));
  await acknowledge(0);
}

describe('what is marked before it is sent', () => {
  it('goes out with the answer of a quick LCM, before the disk is waited for', async () => {
    await drain();
    expect(inState('sending')).toEqual(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const waits: number[] = [];
    const push = bench.sender.all.push.bind(bench.sender.all);
    bench.sender.all.push = (sent) => {
      waits.push(commits);
      return push(sent);
    };
    const before = commits;
    await acknowledge(1);
    await acknowledge(2);
    await acknowledge(3);
    expect(bench.sender.callIds().slice(5)).toEqual(['f', 'g', 'h']);
    // One wait for two answers, behind what was sent with them. An answer alone waits for the next a moment.
    expect(waits).toEqual([before, before, before + 1]);
    expect(commits).toBe(before + 1);
    expect(viewOf('d').state).toBe('sending');
    await bench.clock.advance(5);
    expect(viewOf('d').state).toBe('delivered');
  });

  it('gives its place to a correction, and then was never tried', async () => {
    await drain();
    const { id } = viewOf('f');
    expect(bench.outbox.submit(wrapUp('f', 'corrected')).state).toBe('queued');
    expect(bench.outbox.view(id)).toMatchObject({ state: 'superseded', attempts: 0 });
    expect(bench.outbox.history.timeline(id).steps.map(({ to, detail }) => [to, detail])).toEqual([
      ['queued', 'submitted'],
      ['sending', 'sent'],
      ['queued', 'notSentYet'],
      ['superseded', 'corrected'],
    ]);
    for (let n = 1; n < CALLS.length; n += 1) await acknowledge(n);
    const said = bench.sender.all.map(({ data }) => data['AgentComments']);
    expect(said.filter((words) => words !== 'first')).toEqual(['corrected']);
    expect(said).toHaveLength(CALLS.length);
  });

  it('can be edited, corrected and discarded as what waits', async () => {
    await drain();
    bench.outbox.edit(viewOf('f').id);
    bench.outbox.correct('g');
    bench.outbox.discard(viewOf('h').id, 'wrong call');
    expect(['f', 'g', 'h'].map((id) => viewOf(id).state)).toEqual(['held', 'held', 'discarded']);
    for (let n = 1; n < CALLS.length - 3; n += 1) await acknowledge(n);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd', 'e', 'i', 'j', 'k', 'l']);
  });

  it('waits again, and was never tried, if the link is lost or Afterword ends', async () => {
    await drain();
    bench.outbox.linkDown();
    expect(inState('sending')).toEqual(['b', 'c', 'd', 'e']);
    expect(viewOf('f')).toMatchObject({ state: 'queued', attempts: 0, unknown: false });
    bench.outbox.linkUp(false);
    await acknowledge(1);
    expect(inState('sending')).toHaveLength(8);
    await bench.restart();
    expect(inState('queued').filter((id) => viewOf(id).unknown)).toEqual(['c', 'd', 'e', 'f']);
  });

  it('waits again if LCM answers no more', async () => {
    await drain();
    await bench.clock.advance(1_000);
    expect(inState('sending')).toEqual(['b', 'c', 'd', 'e']);
    await acknowledge(1);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(inState('sending')).toEqual(['c', 'd', 'e', 'f']);
  });

  it('counts as sent after a kill, at most as many as are under way at once', async () => {
    await drain();
    const folder = mkdtempSync(join(tmpdir(), 'afterword-'));
    cpSync(bench.folder, folder, { recursive: true });
    const next = createWorkbench({ copyOf: { folder, key: bench.key } });
    try {
      const unknown = CALLS.filter((id) => next.outbox.latestForCall(id)?.unknown);
      expect(unknown).toEqual(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
      next.outbox.linkUp(false);
      expect(next.sender.callIds()).toEqual(['b', 'c', 'd', 'e']);
    } finally {
      await next.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is no callback whose time may pass before the next start', async () => {
    const until = bench.clock.now() + 1_800_000;
    await drain({ callbackAt: until, callbackUntil: until, callbackZone: 'UTC' });
    expect(inState('sending')).toEqual(['b', 'c', 'd', 'e', 'f']);
    for (let n = 1; n < CALLS.length; n += 1) await acknowledge(n);
    expect(bench.sender.callIds()).toEqual(CALLS);
  });

  it('is nothing if LCM takes its time, as then the disk costs nothing', async () => {
    for (const id of CALLS) bench.outbox.submit(wrapUp(id));
    await bench.clock.advance(200);
    await acknowledge(0);
    expect(inState('sending')).toEqual(['b', 'c', 'd', 'e']);
  });
});
