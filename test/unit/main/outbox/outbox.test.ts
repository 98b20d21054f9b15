import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { nodeSqlite, packagedSqlite } from '#main/database/sqlite-runtime.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { historyEntryShape, submissionViewShape } from '#test/support/answer-shapes.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { transitionsOf } from '#test/support/transitions.ts';

const delivered = { kind: 'delivered' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;
const unsent = { kind: 'unsent', cause: 'not-connected' } as const;
const refused = { kind: 'refused', reason: 'Invalid Call ID.' } as const;
const reference = { callId: 'a', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

const builtin = nodeSqlite();
const runtimes = [packagedSqlite(), ...(builtin === null ? [] : [builtin])];

it('is tested on both SQLite runtimes', () => {
  expect(runtimes.map(({ name }) => name)).toEqual(['@photostructure/sqlite', 'node:sqlite']);
});

describe.each(runtimes)('with $name', (sqlite) => {
  let bench: Workbench;
  beforeEach(() => {
    bench = createWorkbench({ sqlite });
  });
  afterEach(() => bench.remove());

  const stateOf = (view: SubmissionView): string | undefined => bench.outbox.view(view.id)?.state;
  const trail = async (view: SubmissionView): Promise<string[]> => {
    return (await transitionsOf(bench.outbox.history))
      .filter(({ submissionId }) => submissionId === view.id)
      .map(({ from, to, detail }) => `${from ?? ''}>${to} ${detail}`)
      .reverse();
  };

  describe('submit', () => {
    it('deletes the draft, marks the call wrapped up, and keeps everything over a restart', async () => {
      bench.calls.open(reference, 'hand', 'ended');
      bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'wants a call' });
      const saved = bench.outbox.submit(wrapUp('a', 'wants a call', { callbackAt: 5, callbackZone: 'UTC' }));
      expect(submissionViewShape.parse(saved)).toEqual(saved);

      await bench.restart();
      expect(bench.outbox.view(saved.id)).toEqual(saved);
      expect(bench.outbox.latestForCall('a')).toEqual(saved);
      expect(bench.calls.get('a')).toMatchObject({ draft: null, wrappedAt: saved.madeAt });
      expect(await trail(saved)).toEqual(['>queued submitted']);
    });

    it('supersedes earlier submissions of the call that were never sent', () => {
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      const second = bench.outbox.submit(wrapUp('a', 'second'));
      const other = bench.outbox.submit(wrapUp('b'));
      expect([first, second, other].map(stateOf)).toEqual(['superseded', 'queued', 'queued']);
      bench.outbox.linkUp(false);
      expect(bench.sender.callIds()).toEqual(['a', 'b']);
      expect(bench.sender.all[0]!.data['AgentComments']).toBe('second');
    });

    it('is sent after an earlier submission that was sent and not answered', async () => {
      bench.outbox.linkUp(false);
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      await bench.sender.last().answer(unknown);
      bench.outbox.linkDown();
      const second = bench.outbox.submit(wrapUp('a', 'second'));
      expect([first, second].map(stateOf)).toEqual(['queued', 'queued']);
      bench.outbox.linkUp(false);
      expect(bench.sender.last().data['AgentComments']).toBe('first');
    });

    it('supersedes one that was under way and then was certainly not sent, or was refused', async () => {
      for (const [callId, result] of [['a', unsent] as const, ['b', refused] as const]) {
        bench.outbox.linkUp(false);
        const first = bench.outbox.submit(wrapUp(callId, 'first'));
        const second = bench.outbox.submit(wrapUp(callId, 'second'));
        await bench.sender.last().answer(result);
        expect(stateOf(first)).toBe('superseded');
        await bench.clock.advance(1_000);
        expect(bench.sender.last().data['AgentComments']).toBe('second');
        await bench.sender.last().answer(delivered);
        expect(stateOf(second)).toBe('delivered');
      }
    });

    it('supersedes a refused one', async () => {
      bench.outbox.linkUp(false);
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      await bench.sender.last().answer(refused);
      bench.outbox.submit(wrapUp('a', 'second'));
      expect(await trail(first)).toEqual([
        '>queued submitted',
        'queued>sending sent',
        'sending>refused Invalid Call ID.',
        'refused>superseded corrected',
      ]);
    });

    it('never supersedes a colleague’s, which is sent first or, refused, waits for its author alone', async () => {
      const by = (agent: string, comment: string) => wrapUp('a', comment, { agent });
      const ana = bench.outbox.submit(by('ana', 'first'));
      const ben = bench.outbox.submit(by('ben', 'second'));
      expect([ana, ben].map(stateOf)).toEqual(['queued', 'queued']);
      bench.outbox.submit(by(' ANA ', 'third'));
      expect([ana, ben].map(stateOf)).toEqual(['superseded', 'queued']);
      bench.outbox.linkUp(false);
      await bench.sender.last().answer(refused);
      await bench.clock.advance(1_000);
      expect(bench.sender.last().data['AgentComments']).toBe('third');
      expect(stateOf(ben)).toBe('refused');
    });

    it('changes nothing if the disk is full, and says so', async () => {
      bench.calls.open(reference, 'hand', 'ended');
      bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'kept' });
      const first = bench.outbox.submit(wrapUp('b', 'first'));
      const { page_count: pages } = bench.database.prepare('PRAGMA page_count').get() as {
        page_count: number;
      };
      bench.database.prepare(`PRAGMA max_page_count = ${pages}`).get();
      const huge = 'x'.repeat(100_000);
      for (const callId of ['a', 'b']) {
        expect(() => bench.outbox.submit(wrapUp(callId, huge))).toThrow(
          expect.objectContaining({ name: 'NotSavedError', reason: 'diskFull' }) as Error,
        );
      }
      await bench.restart();
      expect(bench.calls.get('a')).toMatchObject({ wrappedAt: null, draft: { comment: 'kept' } });
      expect(stateOf(first)).toBe('queued');
      expect(bench.outbox.summary().waiting).toBe(1);
      expect(integrityCheck(bench.database)).toEqual([]);
    });
  });

  describe('edit', () => {
    it('turns a waiting submission into a draft and holds it until the new one is submitted', () => {
      bench.calls.open(reference, 'hand', 'ended');
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      expect(bench.outbox.edit(first.id)).toEqual({ callId: 'a' });
      expect(bench.outbox.view(first.id)).toMatchObject({ state: 'held', reason: 'beingEdited' });
      expect(bench.calls.get('a')).toMatchObject({
        wrappedAt: first.madeAt,
        correcting: { submissionId: first.id, sentAt: null },
        draft: { comment: 'first' },
      });

      bench.outbox.linkUp(false);
      expect(bench.sender.all).toEqual([]);
      bench.outbox.submit(wrapUp('a', 'second'));
      expect(stateOf(first)).toBe('superseded');
      expect(bench.sender.last().data['AgentComments']).toBe('second');
    });

    it('queues it again when the edit is closed, at once or at the next start', async () => {
      for (const how of ['at once', 'next start']) {
        bench.calls.open(reference, 'hand', 'ended');
        const first = bench.outbox.submit(wrapUp('a', how));
        bench.outbox.edit(first.id);
        bench.calls.close('a');
        if (how === 'at once') bench.outbox.release('a');
        else await bench.restart();
        expect(stateOf(first)).toBe('queued');
      }
    });

    it('stays held over a restart while the edit is open', async () => {
      bench.calls.open(reference, 'hand', 'ended');
      const first = bench.outbox.submit(wrapUp('a'));
      bench.outbox.edit(first.id);
      await bench.restart();
      expect(stateOf(first)).toBe('held');
      expect(bench.calls.get('a')?.draft).toMatchObject({ comment: 'first' });
    });

    it('sends one that LCM may have applied before its correction', async () => {
      bench.outbox.linkUp(false);
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      await bench.sender.last().answer(unknown);
      bench.outbox.edit(first.id);
      await bench.clock.advance(60_000);
      expect(bench.sender.all).toHaveLength(1);
      bench.outbox.submit(wrapUp('a', 'second'));
      expect(bench.sender.last().data['AgentComments']).toBe('first');
    });

    it('keeps a draft that is newer than the submission', async () => {
      bench.calls.open(reference, 'hand', 'ended');
      bench.outbox.linkUp(false);
      const first = bench.outbox.submit(wrapUp('a', 'first'));
      await bench.sender.last().answer(refused);
      bench.calls.open(reference, 'hand', 'ended');
      bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'newer' });
      bench.outbox.edit(first.id);
      expect(bench.calls.get('a')?.draft?.comment).toBe('newer');
      expect(stateOf(first)).toBe('refused');
    });

    it('creates the call again if it was lost', () => {
      const { id } = bench.outbox.submit(wrapUp('lost', 'first'));
      bench.outbox.edit(id);
      expect(bench.calls.get('lost')).toMatchObject({
        lcmKey: '5|3|1|0|0|44|1',
        draft: { comment: 'first' },
      });
    });

    it('is refused for a submission that is under way or closed', async () => {
      bench.outbox.linkUp(false);
      const { id } = bench.outbox.submit(wrapUp('a'));
      expect(() => bench.outbox.edit(id)).toThrow(
        expect.objectContaining({ name: 'NotAllowedError' }) as Error,
      );
      await bench.sender.last().answer(delivered);
      expect(() => bench.outbox.edit(id)).toThrow(/delivered/);
      expect(() => bench.outbox.edit('nothing')).toThrow(
        expect.objectContaining({ name: 'NotFoundError' }) as Error,
      );
    });
  });

  it('queues a refused submission again unchanged when asked', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(refused);
    bench.outbox.retry(id);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(id)).toMatchObject({ state: 'delivered', attempts: 2, reason: null });
    expect(() => bench.outbox.retry(id)).toThrow(/delivered/);
  });

  it('discards only when told to, keeps the reason, and sends the next of the call', async () => {
    const first = bench.outbox.submit(wrapUp('a', 'first'));
    bench.outbox.discard(first.id, 'wrong person');
    expect((await trail(first)).at(-1)).toBe('queued>discarded wrong person');
    expect(bench.outbox.view(first.id)?.reason).toBe('wrong person');
    bench.outbox.submit(wrapUp('a', 'second'));
    bench.outbox.linkUp(false);
    expect(bench.sender.last().data['AgentComments']).toBe('second');
    expect(() => bench.outbox.discard(bench.outbox.latestForCall('a')!.id, 'too late')).toThrow(/sending/);
    await bench.sender.last().answer(delivered);
  });

  it('lists by state, newest first, in pages, and counts by state', async () => {
    bench.calls.open({ ...reference, callId: 'b', contact: 'Inés Álvarez' }, 'hand', 'ended');
    const made = ['a', 'b', 'c'].map((id) => bench.outbox.submit(wrapUp(id)));
    await bench.clock.advance(1_000);
    bench.outbox.discard(made[1]!.id, 'x');
    const page = bench.outbox.list({ states: ['queued', 'discarded'], offset: 1, limit: 1 });
    expect(page).toMatchObject({ total: 3, items: [{ id: made[1]!.id, contact: 'Inés Álvarez' }] });
    expect(bench.outbox.list({ states: ['queued'], offset: 0, limit: 1 }).items[0]?.contact).toBeNull();
    expect(bench.outbox.list({ states: [], offset: 0, limit: 5 })).toEqual({ total: 0, items: [] });
    expect(bench.outbox.summary()).toEqual({
      waiting: 2,
      sending: 0,
      refused: 0,
      held: 0,
      elsewhere: 0,
      oldestAt: made[0]!.madeAt,
    });
  });

  it('finds entries of the history by words, page by page', async () => {
    for (let n = 0; n < 30; n += 1) {
      bench.outbox.submit(
        wrapUp(`call-${n}`, `n${n}`, { summary: n % 3 === 0 ? 'Payment › Failure' : 'Sale' }),
      );
    }
    const find = async (query: string, before: number | null = null, limit = 4) =>
      (await bench.outbox.history.list({ query, before, limit })).entries;
    const first = await find('PAYM fail');
    expect(first.map(({ callId }) => callId)).toEqual(['call-27', 'call-24', 'call-21', 'call-18']);
    const rest = await find('PAYM fail', first.at(-1)!.seq, 100);
    expect(rest.map(({ callId }) => callId)).toEqual([
      'call-15',
      'call-12',
      'call-9',
      'call-6',
      'call-3',
      'call-0',
    ]);
    expect(await find('call-7')).toHaveLength(1);
    expect(await find('nothing like it')).toEqual([]);
    expect(await find('', null, 200)).toHaveLength(30);
    expect(historyEntryShape.array().parse(first)).toEqual(first);
  });

  it('lets other work go on while it searches', async () => {
    for (let n = 0; n < 300; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
    let worked = 0;
    const work = (): void => {
      worked += 1;
      if (!found) setImmediate(work);
    };
    let found = false;
    setImmediate(work);
    const query = { query: 'call-1', before: null, limit: 200 };
    const { entries } = await bench.outbox.history.list(query);
    found = true;
    expect(worked).toBeGreaterThan(0);
    expect(entries).toHaveLength(111);
    expect(entries.every(({ callId }) => callId.includes('call-1'))).toBe(true);
    expect((await bench.outbox.history.list({ ...query, query: 'nothing like it' })).entries).toEqual([]);
  });

  it('holds what no key opens, sends the rest, and sends it when the key is back', async () => {
    const { id } = bench.outbox.submit(wrapUp('a'));
    const { sealed } = bench.database.prepare('SELECT body_sealed AS sealed FROM submissions').get() as {
      sealed: Uint8Array;
    };
    const key = randomBytes(32);
    await bench.restart(key);
    const readable = bench.outbox.submit(wrapUp('b'));
    bench.outbox.linkUp(false);
    expect(bench.sender.callIds()).toEqual(['b']);
    await bench.sender.last().answer(delivered);
    expect(stateOf(readable)).toBe('delivered');
    const held = bench.outbox.view(id)!;
    expect(held).toMatchObject({ state: 'held', reason: 'unreadable', comment: '', lcmKey: '', summary: '' });
    expect(submissionViewShape.parse(held)).toEqual(held);
    expect(() => bench.outbox.edit(id)).toThrow(/cannotDecrypt/);
    expect(bench.database.prepare('SELECT body_sealed AS sealed FROM submissions').get()).toEqual({ sealed });
  });

  it('tells its listeners of every change', async () => {
    let heard = 0;
    bench.outbox.changed.on(() => {
      heard += 1;
    });
    const step = async (what: () => unknown): Promise<void> => {
      const before = heard;
      await what();
      expect(heard).toBeGreaterThan(before);
    };
    await step(() => bench.outbox.submit(wrapUp('a')));
    await step(() => bench.outbox.linkUp(false));
    await step(() => bench.sender.last().answer(delivered));
    const { id } = bench.outbox.submit(wrapUp('b'));
    await bench.sender.last().answer(refused);
    await step(() => bench.outbox.discard(id, 'x'));
  });
});
