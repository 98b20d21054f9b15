import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import QuickWindow from '../../../src/renderer/views/QuickWindow.vue';
import { show } from './screen.ts';
import { createScriptedCore, makeCall, makeState } from './scripted-core.ts';

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

  it('shows the newest call when it is opened anew, unless another was begun', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    const newest = makeCall('N');
    core.change({ calls: [newest, ...core.state.calls], currentCallId: 'N' });
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => {
      expect(screen.getByRole('radio', { name: 'N' }).getAttribute('aria-checked')).toBe('true');
    });
    await user.type(screen.getByLabelText('Comment'), 'begun');
    core.change({ calls: [makeCall('O'), ...core.state.calls], currentCallId: 'O' });
    window.dispatchEvent(new Event('focus'));
    await user.type(screen.getByLabelText('Comment'), '!');
    expect(screen.getByRole('radio', { name: 'N' }).getAttribute('aria-checked')).toBe('true');
  });
});
