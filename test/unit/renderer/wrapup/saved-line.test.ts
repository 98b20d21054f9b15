import { screen, waitFor } from '@testing-library/vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { CallView, LinkState } from '#shared/contract/app-state.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const OWN = 'own';

/** Submits call A, and tells what the core then says of it. */
async function submitted(others: CallView[] = []) {
  const calls = [makeCall('A', { contact: 'Inés Álvarez' }), ...others];
  const core = createScriptedCore(makeState({ calls }));
  core.answer('submitWrapUp', () => ok({ submissionId: OWN }));
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  const before = screen.getAllByRole('status');
  await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'not int{Enter}');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByText('Saved.');
  return {
    core,
    user,
    /** The live regions that were there before the submit. */
    before,
    spoken: () => screen.getAllByRole('status').filter(({ textContent }) => textContent.includes('Saved.')),
    become(change: Partial<SubmissionView>): void {
      const wrapped = { contact: 'Inés Álvarez', wrappedAt: Date.now() };
      const done = makeCall('A', { ...wrapped, submission: submission(OWN, change) });
      core.change({ calls: [...others, done] });
    },
  };
}

const line = (): HTMLElement | null => document.querySelector<HTMLElement>('.saved');
const tone = (): string | undefined => line()?.dataset['tone'];
const link = (status: LinkState['status']): LinkState => ({
  status,
  since: Date.now(),
  reason: null,
  nextTryAt: null,
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the word Saved', () => {
  it.each([
    ['Delivered', 'good', { state: 'delivered' }],
    ['Refused: Contact is locked.', 'bad', { state: 'refused', reason: 'Contact is locked.' }],
    [
      'Needs you: The callback’s time passed while it waited',
      'bad',
      { state: 'held', reason: 'callbackPassed' },
    ],
    ['Sending', 'calm', { state: 'sending' }],
    ['Waiting', 'calm', { state: 'queued' }],
  ] as const)('goes with %s in a tone that says the same', async (words, expected, change) => {
    const { become } = await submitted();
    expect(tone()).toBe('calm');
    become(change);
    await nextTick();
    expect(line()?.textContent).toContain('Saved. Inés Álvarez · Not interested');
    expect(line()?.textContent).toContain(words);
    expect(tone()).toBe(expected);
  });

  it('is amber while LCM cannot be reached', async () => {
    const { core, become } = await submitted();
    core.change({ link: link('unreachable') });
    become({ state: 'queued' });
    await nextTick();
    expect(tone()).toBe('wait');
  });

  it('does not show an earlier submission of the same call', async () => {
    const { core } = await submitted();
    const earlier = submission('earlier', { state: 'refused', reason: 'No.' });
    core.change({ calls: [makeCall('A', { wrappedAt: Date.now(), submission: earlier })] });
    await nextTick();
    expect(line()?.textContent).not.toContain('Refused');
    expect(tone()).toBe('calm');
  });

  it('stays until the next entry, but eight seconds at least, and comes back only for a refusal', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 5 });
    const { become, user } = await submitted([makeCall('B')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line()).not.toBeNull();
    expect(screen.queryByText(/and it can be submitted/)).toBeNull();
    await user.type(screen.getByLabelText('Comment'), 'x');
    expect(line()).toBeNull();
    expect(screen.getByText(/and it can be submitted/)).toBeTruthy();
    become({ state: 'sending' });
    become({ state: 'queued', reason: 'timeout' });
    await nextTick();
    expect(line()).toBeNull();
    become({ state: 'refused', reason: 'No.' });
    await waitFor(() => expect(tone()).toBe('bad'));
    await user.type(screen.getByLabelText('Comment'), 'y');
    expect(tone()).toBe('bad');
    await vi.advanceTimersByTimeAsync(8_100);
    expect(line()).toBeNull();
    become({ state: 'delivered' });
    await nextTick();
    expect(line()).toBeNull();
  });

  it('is told to screen readers by one element, which stays when the form goes', async () => {
    const { become, spoken, before } = await submitted();
    const [region] = spoken();
    expect(spoken()).toHaveLength(1);
    expect(before).toContain(region);
    expect(region?.textContent).toMatch(/^Saved\.\s+Inés Álvarez ·\s+Not interested\s*$/);
    become({ state: 'sending' });
    await nextTick();
    expect(region?.textContent).not.toContain('Sending');
    become({ state: 'delivered' });
    await nextTick();
    expect(spoken()).toEqual([region]);
    expect(region?.textContent).toContain('Delivered');
  });
});

it('names the saved outcome, and offers to correct it while shown', async () => {
  const { core, become } = await submitted();
  expect(line()?.textContent).toContain('Not interested');
  become({ state: 'sending' });
  await nextTick();
  expect(screen.queryByRole('button', { name: 'Correct this wrap-up' })).toBeNull();
  become({ state: 'delivered' });
  core.answer('beginCorrection', () => {
    const correcting = { submissionId: 's', sentAt: Date.now() };
    core.change({ calls: [makeCall('A', { contact: 'Inés Álvarez', wrappedAt: Date.now(), correcting })] });
    return ok({ callId: 'A' });
  });
  (await screen.findByRole('button', { name: 'Correct this wrap-up' })).click();
  await screen.findByText(/^Correcting · sent/);
  expect(line()).toBeNull();
  expect(core.inputsOf('beginCorrection')).toEqual([{ callId: 'A' }]);
});
