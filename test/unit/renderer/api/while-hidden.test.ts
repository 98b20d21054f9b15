import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StatePatch } from '#shared/contract/state-patch.ts';
import { waitWhileHidden } from '../../../../src/renderer/api/while-hidden.ts';
import { createScriptedCore } from '../scripted-core.ts';

const patch = (version: number): StatePatch => ({ version }) as StatePatch;

function watched({ desktop = true } = {}) {
  const core = { ...createScriptedCore(), desktop };
  const taken: number[] = [];
  waitWhileHidden(core).api.on('state', ({ version }) => taken.push(version));
  return { core, taken };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the states of the hidden quick wrap-up', () => {
  it('wait, and come together and in their order', () => {
    const { core, taken } = watched();
    core.emit('state', patch(1));
    vi.advanceTimersByTime(900);
    core.emit('state', patch(2));
    expect(taken).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(taken).toEqual([1, 2]);
  });

  it('come at once when it is shown, and while it is', () => {
    const { core, taken } = watched();
    core.emit('state', patch(1));
    core.emit('quickShown', { shown: true });
    expect(taken).toEqual([1]);
    core.emit('state', patch(2));
    expect(taken).toEqual([1, 2]);
  });

  it('wait again once it is hidden again', () => {
    const { core, taken } = watched();
    core.emit('quickShown', { shown: true });
    core.emit('quickShown', { shown: false });
    core.emit('state', patch(1));
    expect(taken).toEqual([]);
    vi.runAllTimers();
    expect(taken).toEqual([1]);
  });

  it('do not wait in a browser, where nothing is hidden', () => {
    const { core, taken } = watched({ desktop: false });
    core.emit('state', patch(1));
    expect(taken).toEqual([1]);
  });
});
