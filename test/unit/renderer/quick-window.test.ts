import { screen, waitFor } from '@testing-library/vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { EMPTY_DRAFT } from '#shared/wrapup/draft.ts';
import QuickWindow from '../../../src/renderer/views/QuickWindow.vue';
import { show } from './screen.ts';
import { createScriptedCore, makeCall, makeState, type ScriptedCore } from './scripted-core.ts';

const checked = (call: string): string | null =>
  screen.getByRole('radio', { name: call }).getAttribute('aria-checked');

describe('the quick window', () => {
  it('wraps up by keyboard alone: search, Tab, comment, Ctrl+Enter', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    const field = await screen.findByRole('combobox', { name: 'Find an outcome' });
    await screen.findByRole('tree');
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    await user.keyboard('not int{Tab}no{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(core.inputsOf('submitWrapUp')[0]).toMatchObject({
      callId: 'A',
      draft: { businessOutcomeId: '5', comment: 'no' },
    });
    expect(screen.getByRole('radio', { name: 'B' }).getAttribute('aria-checked')).toBe('true');
  });

  it('submits the hit that stands out, with no key to choose it', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'not int');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(core.inputsOf('submitWrapUp')[0]).toMatchObject({ draft: { businessOutcomeId: '5' } });
  });

  it('takes what is typed when the first call comes while it is open, and nothing from who is typing', async () => {
    const core = createScriptedCore(makeState({ calls: [], currentCallId: null }));
    show(QuickWindow, core);
    await screen.findByRole('heading', { level: 1 });
    core.change({ calls: [makeCall('A')], currentCallId: 'A' });
    const field = await screen.findByRole('combobox', { name: 'Find an outcome' });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    screen.getByLabelText('Comment').focus();
    core.change({ calls: [makeCall('B'), ...core.state.calls], currentCallId: 'B' });
    await nextTick();
    expect(document.activeElement).toBe(screen.getByLabelText('Comment'));
  });

  it('hides on Esc, and the draft stays; in the search, Esc first clears it', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    const field: HTMLInputElement = screen.getByRole('combobox', { name: 'Find an outcome' });
    await user.type(field, 'pay{Escape}');
    expect(field.value).toBe('');
    expect(core.inputsOf('hideQuick')).toHaveLength(0);
    await user.type(screen.getByLabelText('Comment'), 'half a');
    await user.keyboard('{Escape}');
    expect(core.inputsOf('hideQuick')).toHaveLength(1);
    expect(core.inputsOf('saveDraft').at(-1)?.draft.comment).toBe('half a');
  });

  it('shows the newest call when it is opened anew, unless another was begun here', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    core.emit('quickShown', { shown: true });
    const newest = makeCall('N');
    core.change({ calls: [newest, ...core.state.calls], currentCallId: 'N' });
    await nextTick();
    expect(checked('A')).toBe('true');
    core.emit('quickShown', { shown: true });
    await waitFor(() => {
      expect(checked('N')).toBe('true');
    });
    await user.type(screen.getByLabelText('Comment'), 'begun');
    core.change({ calls: [makeCall('O'), ...core.state.calls], currentCallId: 'O' });
    core.emit('quickShown', { shown: false });
    core.emit('quickShown', { shown: true });
    await user.keyboard('!');
    expect(checked('N')).toBe('true');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('begun!');
  });

  it('is ready for the current call before it is shown, whatever is begun elsewhere', async () => {
    const core = createScriptedCore();
    show(QuickWindow, core);
    await screen.findByRole('tree');
    const [first, ...others] = core.state.calls;
    core.change({
      calls: [{ ...first!, draft: { ...EMPTY_DRAFT, comment: 'in the main window' } }, ...others],
    });
    core.change({ calls: [makeCall('N'), ...core.state.calls], currentCallId: 'N' });
    await waitFor(() => {
      expect(checked('N')).toBe('true');
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });

  it('switches between calls by Ctrl and a digit', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await user.keyboard('{Control>}[Digit2]{/Control}');
    expect(checked('B')).toBe('true');
    await user.keyboard('{Control>}[Digit1]{/Control}');
    expect(checked('A')).toBe('true');
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('after “Saved”', () => {
  const wrapUp = async (core: ScriptedCore) => {
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    core.emit('quickShown', { shown: true });
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await user.keyboard('not int{Enter}{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    return user;
  };
  const hidden = (core: ScriptedCore): number => core.inputsOf('hideQuick').length;

  it('the quick window goes on to the next call that is over', async () => {
    const core = createScriptedCore();
    await wrapUp(core);
    vi.advanceTimersByTime(5_000);
    expect(checked('B')).toBe('true');
    expect(hidden(core)).toBe(0);
  });

  it.each([
    ['none is left', []],
    ['the others are still up', [makeCall('B', { phase: 'talking', endedAt: null })]],
  ])('it hides itself where %s', async (_what, others) => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A'), ...others] }));
    await wrapUp(core);
    expect(hidden(core)).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(hidden(core)).toBe(1);
  });

  it('it stays where the agent goes on in it', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A')] }));
    const user = await wrapUp(core);
    await user.keyboard('x');
    vi.advanceTimersByTime(5_000);
    expect(hidden(core)).toBe(0);
  });

  it('it stays where a call ends meanwhile', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A')] }));
    await wrapUp(core);
    core.change({ calls: [makeCall('N'), ...core.state.calls], currentCallId: 'N' });
    await waitFor(() => {
      expect(checked('N')).toBe('true');
    });
    vi.advanceTimersByTime(5_000);
    expect(hidden(core)).toBe(0);
  });
});
