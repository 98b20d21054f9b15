import { screen, waitFor, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';
import { submission } from '#test/support/submissions.ts';

const SENT: Draft = { ...EMPTY_DRAFT, businessOutcomeId: '5', comment: 'as it was sent' };
const sentAt = new Date(2026, 2, 10, 12, 18).getTime();

/** The call D is done, and B is to be wrapped up. The core begins, cancels and submits as the real one does. */
function desk(more: { readonly sentAt?: number | null; readonly others?: boolean } = {}): ScriptedCore {
  const others = more.others ?? false;
  const sent = submission('d', {
    callId: 'D',
    state: 'delivered',
    withheld: others,
    agent: others ? 'b.kaya' : 'a.moreno',
  });
  const done = makeCall('D', { wrappedAt: sentAt, submission: sent });
  const open = makeCall('B');
  const core = createScriptedCore(makeState({ calls: [open, done], currentCallId: 'B' }));
  const correcting = { submissionId: 'd', sentAt: more.sentAt === undefined ? sentAt : more.sentAt };
  core.answer('beginCorrection', () => {
    core.change({ calls: [open, { ...done, correcting, draft: others ? EMPTY_DRAFT : SENT }] });
    return ok({ callId: 'D' });
  });
  core.answer('cancelCorrection', () => {
    core.change({ calls: [open, done] });
    return ok(undefined);
  });
  return core;
}

const comment = (): Promise<HTMLTextAreaElement> => screen.findByLabelText('Comment');
const begin = async (): Promise<void> => {
  (await screen.findByRole('button', { name: 'Correct the wrap-up of call D' })).click();
  await screen.findByText(/^Correcting ·/);
};

describe('a correction', () => {
  it('opens with what was sent, says when, and leaves its call among the done ones', async () => {
    const core = desk();
    show(MainWindow, core);
    await begin();
    expect(screen.getByText(/^Correcting · sent .*12:18/)).toBeTruthy();
    expect((await comment()).value).toBe('as it was sent');
    const calls = within(screen.getByRole('complementary', { name: 'Calls' }));
    expect(calls.getByText('Correcting')).toBeTruthy();
    // Neither a clock nor a way off the list without a wrap-up.
    expect(screen.queryByRole('button', { name: 'Remove this call from the list' })).toBeNull();
    expect(document.querySelector('.head .clock')).toBeNull();
    expect(calls.getByText('To wrap up', { exact: false }).textContent).toContain('1');
  });

  it.each([
    ['a waiting one', { sentAt: null }, 'Correcting · not sent yet'],
    ['a colleague’s', { others: true }, /^Correcting · sent .*12:18.* by b\.kaya$/],
  ])('of %s says so', async (_what, more, words) => {
    show(MainWindow, desk(more));
    await begin();
    expect(screen.getByText(words)).toBeTruthy();
  });

  it('is cancelled by its button, and the agent is back at the call before', async () => {
    const core = desk();
    const { user } = show(MainWindow, core);
    await begin();
    await user.type(await comment(), ' and more');
    await user.click(screen.getByRole('button', { name: 'Cancel correction' }));
    await screen.findByRole('heading', { level: 1, name: 'Call B' });
    expect(core.inputsOf('cancelCorrection')).toEqual([{ callId: 'D' }]);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    // What was typed does not come back later.
    await begin();
    expect((await comment()).value).toBe('as it was sent');
  });

  it('is left by Escape: once to the button, once more through it', async () => {
    const core = desk();
    const { user } = show(MainWindow, core);
    await begin();
    (await comment()).focus();
    await user.keyboard('{Escape}');
    expect(document.activeElement?.textContent).toContain('Cancel correction');
    expect(core.inputsOf('cancelCorrection')).toEqual([]);
    await user.keyboard('{Escape}');
    await screen.findByRole('heading', { level: 1, name: 'Call B' });
    expect(core.inputsOf('cancelCorrection')).toEqual([{ callId: 'D' }]);
  });

  it.each([
    ['that is held', { repeat: true }],
    ['that was pressed again while the page stalled', { timeStamp: 0 }],
  ])(
    'is not left by an Escape %s',
    async (_what, { timeStamp, ...how }: { timeStamp?: number; repeat?: boolean }) => {
      const core = desk();
      const { user } = show(MainWindow, core);
      await begin();
      (await comment()).focus();
      await user.keyboard('{Escape}');
      const cancel = screen.getByRole('button', { name: 'Cancel correction' });
      expect(document.activeElement).toBe(cancel);
      const press = new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, ...how });
      if (timeStamp !== undefined) Object.defineProperty(press, 'timeStamp', { value: timeStamp });
      cancel.dispatchEvent(press);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(core.inputsOf('cancelCorrection')).toEqual([]);
    },
  );

  it('alone takes Escape, which else is left to what is open', async () => {
    show(MainWindow, desk());
    await comment();
    const isTaken = (): boolean =>
      !document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, cancelable: true }),
      );
    expect(isTaken()).toBe(false);
    await begin();
    expect(isTaken()).toBe(true);
  });

  it('that changes nothing is asked about, and sent at the second submit', async () => {
    const core = desk();
    core.answer('submitWrapUp', ({ unchanged }) =>
      unchanged === true
        ? ok({ submissionId: 's' })
        : {
            ok: false,
            error: { code: 'invalid', detail: null, problems: [problem('form', 'nothingDiffers', {})] },
          },
    );
    const { user } = show(MainWindow, core);
    await begin();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/^Nothing differs from what was sent/);
    expect(screen.queryByText(/^Not submitted: something/)).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 550));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp').map(({ unchanged }) => unchanged)).toEqual([undefined, true]);
    });
    await screen.findByRole('heading', { level: 1, name: 'Call B' });
  });

  it('goes on after the page was loaded again, beside the calls to wrap up', async () => {
    const correcting = { submissionId: 'd', sentAt };
    const done = makeCall('D', {
      wrappedAt: sentAt,
      submission: submission('d', {}),
      correcting,
      draft: SENT,
    });
    const core = createScriptedCore(makeState({ calls: [done], currentCallId: null }));
    show(MainWindow, core);
    expect((await comment()).value).toBe('as it was sent');
  });

  it('is shown in the quick window, where Escape hides the window', async () => {
    const correcting = { submissionId: 'd', sentAt };
    const done = makeCall('D', {
      wrappedAt: sentAt,
      submission: submission('d', {}),
      correcting,
      draft: SENT,
    });
    const core = createScriptedCore(makeState({ calls: [done], currentCallId: null }));
    const { user } = show(QuickWindow, core);
    expect((await comment()).value).toBe('as it was sent');
    expect(screen.getByRole('button', { name: 'Cancel correction' }).textContent).not.toContain('Esc');
    await user.keyboard('{Escape}');
    expect(core.inputsOf('cancelCorrection')).toEqual([]);
  });
});
