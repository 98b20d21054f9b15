import { screen, waitFor } from '@testing-library/vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeList, makeState, ok } from '../scripted-core.ts';

function open(calls: CallView[]) {
  const core = createScriptedCore(makeState({ calls, currentCallId: calls[0]?.callId ?? null }));
  const list = makeList();
  core.answer('listOutcomes', () => ok(list));
  const drawn = new Set<string>();
  const { user } = show(MainWindow, core, {}, (name) => drawn.add(name));
  return { core, user, drawn };
}

const comment = (): HTMLTextAreaElement => document.querySelector('.comment textarea')!;
const part = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
const isUnfolded = (name: RegExp): boolean => part(name).getAttribute('aria-expanded') === 'true';

afterEach(() => {
  vi.useRealTimers();
});

describe('going to another call', () => {
  it('keeps the fields, each with the value of that call', async () => {
    const { user } = open([
      makeCall('A', { draft: { ...EMPTY_DRAFT, telephonyOutcomeId: '8', comment: 'of A' } }),
      makeCall('B', { draft: { ...EMPTY_DRAFT, comment: 'of B' } }),
    ]);
    await screen.findByRole('tree');
    const kept = [
      comment(),
      screen.getByRole('switch', { name: 'Callback' }),
      ...screen.getAllByRole('radio'),
    ];
    expect(screen.getByRole('radio', { name: 'No answer', checked: true })).toBeTruthy();
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => expect(comment().value).toBe('of B'));
    expect(screen.getByRole('radio', { name: 'Not set', checked: true })).toBeTruthy();
    expect(kept.filter((each) => !each.isConnected)).toEqual([]);
  });

  it('folds what was unfolded for the call before', async () => {
    const { user } = open([makeCall('A'), makeCall('B')]);
    await screen.findByRole('tree');
    await user.click(part(/^Telephony outcome/));
    await user.click(part(/^Amount and lead score/));
    expect([isUnfolded(/^Telephony outcome/), isUnfolded(/^Amount and lead score/)]).toEqual([true, true]);
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => {
      expect([isUnfolded(/^Telephony outcome/), isUnfolded(/^Amount and lead score/)]).toEqual([
        false,
        false,
      ]);
    });
  });

  it('does not give it the callback that was switched off for the call before', async () => {
    const { user } = open([
      makeCall('A', { draft: { ...EMPTY_DRAFT, comment: 'of A' } }),
      makeCall('B', { draft: { ...EMPTY_DRAFT, comment: 'of B' } }),
    ]);
    await screen.findByRole('tree');
    const callback = screen.getByRole('switch', { name: 'Callback' });
    await user.click(callback);
    await user.type(screen.getByLabelText('When'), 'tomorrow 10{Enter}');
    await user.click(callback);
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => expect(comment().value).toBe('of B'));
    await user.click(callback);
    expect(screen.getByLabelText<HTMLInputElement>('When').value).toBe('');
  });
});

describe('the form without a call', () => {
  it('is hidden when the last call goes, and is the same for the next one', async () => {
    const { core } = open([makeCall('A')]);
    await screen.findByRole('tree');
    const before = comment();
    before.focus();
    core.change({ calls: [], currentCallId: null });
    await screen.findByRole('heading', { name: 'All calls are wrapped up' });
    expect(screen.queryByRole('button', { name: /Submit/ })).toBeNull();
    await waitFor(() => expect(document.activeElement?.contains(before)).toBe(false));
    core.change({ calls: [makeCall('B')], currentCallId: 'B' });
    await screen.findByRole('button', { name: /Submit/ });
    expect(comment()).toBe(before);
    expect(comment().value).toBe('');
  });

  it('is made before the first call comes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    open([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(comment()).toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(comment()).not.toBeNull();
    expect(screen.queryByRole('button', { name: /Submit/ })).toBeNull();
  });

  it('gives the first call the keyboard, unless something else has it', async () => {
    const { core } = open([]);
    await waitFor(() => expect(comment()).not.toBeNull());
    core.change({ calls: [makeCall('A')], currentCallId: 'A' });
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });
});

describe('a second in which nothing happens', () => {
  it('draws only the clocks again', async () => {
    vi.useFakeTimers();
    const { core, drawn } = open([makeCall('A', { draft: { ...EMPTY_DRAFT, comment: 'of A' } })]);
    await vi.advanceTimersByTimeAsync(2_000);
    drawn.clear();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([...drawn]).toEqual(['CallClock']);
    // Nor does an answer of the core that says what is known.
    core.emit('callFacts', { callId: 'A' });
    core.emit('outcomes', { listKey: 'campaign:7' });
    drawn.clear();
    await vi.advanceTimersByTimeAsync(10);
    expect([...drawn]).toEqual([]);
  });
});
