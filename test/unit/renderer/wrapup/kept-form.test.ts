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
  const made: string[] = [];
  const { user } = show(
    MainWindow,
    core,
    {},
    (name) => drawn.add(name),
    (name) => made.push(name),
  );
  return { core, user, drawn, made };
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

  it('makes only what asks about that call, and draws the tree of the same list not again', async () => {
    const { user, drawn, made } = open([
      makeCall('A', { contact: 'Contact A' }),
      makeCall('B', { contact: 'Contact B' }),
    ]);
    await screen.findByRole('tree');
    await vi.dynamicImportSettled();
    // The search was rehearsed.
    await waitFor(() => {
      expect(document.querySelector('.results')).not.toBeNull();
      expect(document.querySelector('.results .name')?.textContent).toBe('');
    });
    for (const [key, name] of [
      ['2', 'Contact B'],
      ['1', 'Contact A'],
    ] as const) {
      made.length = 0;
      drawn.clear();
      await user.keyboard(`{Control>}${key}{/Control}`);
      await screen.findByRole('heading', { name });
    }
    expect(made).not.toContain('FigureField');
    expect(made.length).toBeLessThanOrEqual(7);
    expect(drawn).toContain('CallHeader');
    expect(drawn).not.toContain('OutcomeTree');
    expect(drawn).not.toContain('FoldedLine');
  });

  it('makes the number fields anew if something was typed, so that no key takes it back there', async () => {
    const { user } = open([makeCall('A'), makeCall('B')]);
    await screen.findByRole('tree');
    const amount = (): HTMLElement => screen.getByLabelText('Target amount');
    const ofA = amount();
    await user.type(ofA, '5');
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => {
      expect(ofA.isConnected).toBe(false);
    });
    const ofB = amount();
    await user.keyboard('{Control>}1{/Control}');
    await waitFor(() => {
      expect(amount()).toHaveProperty('value', '5');
    });
    expect(amount()).toBe(ofB);
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

  it('has made what a first call shows, but for its head, its row and its tree', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { core, made } = open([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.dynamicImportSettled();
    made.length = 0;
    core.change({ calls: [makeCall('A')], currentCallId: 'A' });
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByRole('tree')).toBeTruthy();
    expect(made).not.toContain('OpenCalls');
    expect(made).not.toContain('FigureField');
    expect(made).not.toContain('UiDialog');
    // Five of them are the lines of the tree.
    expect(made.length).toBeLessThanOrEqual(40);
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
