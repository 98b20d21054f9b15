import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import MainWindow from '../../../src/renderer/views/MainWindow.vue';
import QuickWindow from '../../../src/renderer/views/QuickWindow.vue';
import { show } from './screen.ts';
import { createScriptedCore, makeCall, makeState, ok } from './scripted-core.ts';

function submission(id: string, change: Partial<SubmissionView> = {}): SubmissionView {
  return {
    id,
    callId: `call-${id}`,
    lcmKey: '1|2',
    agent: 'a.moreno',
    call: 'SetBusinessOutcomeWithComments',
    summary: `Payment › ${id}`,
    comment: '',
    callbackAt: null,
    callbackZone: null,
    madeAt: Date.now() - 120_000,
    state: 'queued',
    unknown: false,
    withheld: false,
    attempts: 0,
    reason: null,
    nextTryAt: null,
    updatedAt: Date.now(),
    ...change,
  };
}

async function openOutbox(items: SubmissionView[]) {
  const core = createScriptedCore();
  core.answer('listOutbox', () => ok({ total: items.length, items }));
  const view = show(MainWindow, core);
  await view.user.click(await screen.findByRole('button', { name: 'Outbox' }));
  return { core, ...view };
}

describe('the outbox', () => {
  it('says what waits, why, and since when', async () => {
    await openOutbox([
      submission('one', { state: 'refused', reason: 'Invalid Call ID.', attempts: 1 }),
      submission('two', { state: 'held', reason: 'callbackPassed' }),
      submission('three', { unknown: true, reason: 'timeout', attempts: 2 }),
    ]);
    expect(await screen.findByText('Invalid Call ID.')).toBeTruthy();
    expect(screen.getByText(/callback’s time passed/)).toBeTruthy();
    expect(screen.getByText('LCM did not answer in time')).toBeTruthy();
    expect(screen.getByText(/LCM may have it already/)).toBeTruthy();
    expect(screen.getByText(/2 min.* ago · tried 2 times/)).toBeTruthy();
  });

  it('tries again, one or all', async () => {
    const { core, user } = await openOutbox([submission('one'), submission('two')]);
    const item = await screen.findByRole('article', { name: /call-two/ });
    await user.click(within(item).getByRole('button', { name: 'Try now' }));
    await user.click(screen.getByRole('button', { name: 'Try all now' }));
    expect(core.inputsOf('retryOutbox')).toEqual([{ submissionId: 'two' }, { submissionId: null }]);
  });

  it('discards only with a reason', async () => {
    const { core, user } = await openOutbox([submission('one', { state: 'refused', reason: 'No.' })]);
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    const dialog = await screen.findByRole('dialog', { name: 'Discard this wrap-up?' });
    await user.type(within(dialog).getByLabelText('Reason'), '  ');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([]);
    await user.type(within(dialog).getByLabelText('Reason'), 'wrong contact');
    await user.click(within(dialog).getByRole('button', { name: 'Discard' }));
    expect(core.inputsOf('discardSubmission')).toEqual([{ submissionId: 'one', reason: 'wrong contact' }]);
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
  });

  it('brings a submission back to be edited', async () => {
    const { core, user } = await openOutbox([submission('one', { state: 'refused', reason: 'No.' })]);
    core.answer('editSubmission', () => {
      core.state = makeState({ calls: [makeCall('A'), makeCall('call-one')] });
      return ok({ callId: 'call-one' });
    });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await screen.findByRole('heading', { level: 1, name: 'Call call-one' });
  });

  it('is listed anew when something in it moves', async () => {
    const { core } = await openOutbox([submission('one')]);
    await screen.findByRole('article', { name: /call-one/ });
    core.answer('listOutbox', () => ok({ total: 0, items: [] }));
    core.emit('outbox', undefined);
    expect(await screen.findByText(/Nothing waits/)).toBeTruthy();
  });
});

it('opens a delivered call again for a correction', async () => {
  const done = makeCall('D', { wrappedAt: Date.now(), submission: submission('d', { state: 'delivered' }) });
  const core = createScriptedCore(makeState({ calls: [done], currentCallId: null }));
  core.answer('openCall', () => {
    core.state = makeState({ calls: [makeCall('D')] });
    return ok({ callId: 'D' });
  });
  const { user } = show(MainWindow, core);
  await user.click(await screen.findByRole('button', { name: 'Correct the wrap-up of call D' }));
  await screen.findByRole('heading', { level: 1, name: 'Call D' });
});

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
