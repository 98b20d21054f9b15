import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { createDraftKeeper, type SaveResult } from '../../../../src/renderer/draft/draft-keeper.ts';

const draft = (comment: string): Draft => ({ ...EMPTY_DRAFT, comment });

describe('the draft keeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function keeperOf(results: SaveResult[] = []) {
    const saved: string[] = [];
    let finish: ((result: SaveResult) => void) | null = null;
    const held = { on: false };
    const keeper = createDraftKeeper((callId, { comment }) => {
      saved.push(`${callId}:${comment}`);
      if (!held.on) return Promise.resolve(results.shift() ?? 'kept');
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    return { keeper, saved, held, finish: (result: SaveResult) => finish?.(result) };
  }

  it('saves the newest draft once, after a pause', async () => {
    const { keeper, saved } = keeperOf();
    keeper.edit('A', draft('h'));
    await vi.advanceTimersByTimeAsync(200);
    keeper.edit('A', draft('he'));
    await vi.advanceTimersByTimeAsync(249);
    expect(saved).toEqual([]);
    expect(keeper.isClean('A')).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(saved).toEqual(['A:he']);
    expect(keeper.isClean('A')).toBe(true);
  });

  it('saves all calls at once when flushed', async () => {
    const { keeper, saved } = keeperOf();
    keeper.edit('A', draft('a'));
    keeper.edit('B', draft('b'));
    await keeper.flush();
    expect(saved).toEqual(['A:a', 'B:b']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toHaveLength(2);
  });

  it('saves a call once at a time, the newest text last', async () => {
    const { keeper, saved, held, finish } = keeperOf();
    held.on = true;
    keeper.edit('A', draft('1'));
    const first = keeper.flush();
    keeper.edit('A', draft('2'));
    keeper.edit('A', draft('3'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved).toEqual(['A:1']);
    held.on = false;
    finish('kept');
    await first;
    expect(saved).toEqual(['A:1', 'A:3']);
  });

  it('saves what was typed since at once if the page ends before a save is answered', () => {
    const { keeper, saved, held } = keeperOf();
    held.on = true;
    keeper.edit('A', draft('1'));
    void keeper.flush();
    keeper.edit('A', draft('2'));
    keeper.leave();
    expect(saved).toEqual(['A:1', 'A:2']);
  });

  it('sends again what is being saved if the page ends before the answer: it may not have got out', () => {
    const { keeper, saved, held } = keeperOf();
    held.on = true;
    keeper.edit('A', draft('1'));
    void keeper.flush();
    keeper.leave();
    expect(saved).toEqual(['A:1', 'A:1']);
  });

  it('sends nothing again that is saved', async () => {
    const { keeper, saved } = keeperOf();
    keeper.edit('A', draft('1'));
    await keeper.flush();
    keeper.leave();
    expect(saved).toEqual(['A:1']);
  });

  it('retries a failed save, and never lets it replace newer text', async () => {
    const { keeper, saved } = keeperOf(['again']);
    keeper.edit('A', draft('1'));
    await keeper.flush();
    expect(keeper.isClean('A')).toBe(false);
    keeper.edit('A', draft('2'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual(['A:1', 'A:2']);
  });

  it('retries by itself if nothing more is typed', async () => {
    const { keeper, saved } = keeperOf(['again']);
    keeper.edit('A', draft('1'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual(['A:1', 'A:1']);
  });

  it('lets no save follow after it is settled', async () => {
    const { keeper, saved, held, finish } = keeperOf();
    held.on = true;
    keeper.edit('A', draft('1'));
    void keeper.flush();
    keeper.edit('A', draft('2'));
    const settled = keeper.settle('A');
    let done = false;
    void settled.then(() => (done = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done).toBe(false);
    finish('again');
    await settled;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual(['A:1']);
  });
});
