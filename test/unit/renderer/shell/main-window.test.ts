import { fireEvent, screen, waitFor, within } from '@testing-library/vue';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { nextTick } from 'vue';
import { reason } from '#shared/reasons/reason-codes.ts';
import { EMPTY_DRAFT, FIELD_LIMIT } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok } from '../scripted-core.ts';

const comment = (): HTMLTextAreaElement => screen.getByLabelText('Comment');
const search = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Find an outcome' });
const title = (): string => screen.getByRole('heading', { level: 1 }).textContent;

async function open(core = createScriptedCore()) {
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  return { core, ...view };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** How wide the page of the tests is, in CSS pixels. */
function setWidth(width: number): void {
  const { happyDOM } = window as unknown as { happyDOM: { setViewport(size: { width: number }): void } };
  happyDOM.setViewport({ width });
}

it('has all calls beside the form from the first frame, as the page has no width before its window is shown', async () => {
  const before = window.innerWidth;
  onTestFinished(() => setWidth(before));
  setWidth(0);
  const { unmount } = await open();
  expect(screen.queryByRole('button', { name: /^Add/ })).not.toBeNull();
  unmount();
  setWidth(500);
  await open();
  expect(screen.queryByRole('button', { name: /^Add/ })).toBeNull();
});

describe('drafts', () => {
  it('are saved once the agent pauses', async () => {
    const { core } = await open();
    // No timer can run between these, however slow the machine.
    void fireEvent.update(comment(), 'calls');
    void fireEvent.update(comment(), 'calls back');
    expect(core.inputsOf('saveDraft')).toEqual([]);
    await waitFor(() => {
      expect(core.inputsOf('saveDraft')).toEqual([
        { callId: 'A', draft: { ...EMPTY_DRAFT, comment: 'calls back' } },
      ]);
    });
  });

  it('are saved at once when the window is left and when another call is chosen', async () => {
    const { core, user } = await open();
    await user.type(comment(), 'x');
    window.dispatchEvent(new Event('pagehide'));
    expect(core.inputsOf('saveDraft')).toHaveLength(1);
    await user.type(comment(), 'y');
    await user.keyboard('{Control>}[Digit2]{/Control}');
    expect(core.inputsOf('saveDraft').map(({ callId, draft }) => callId + draft.comment)).toEqual([
      'Ax',
      'Axy',
    ]);
    expect(title()).toBe('Call B');
    expect(comment().value).toBe('');
  });

  it('are saved at once when the session of the user ends', async () => {
    const { core, user } = await open();
    await user.type(comment(), 'x');
    core.emit('saveDrafts', undefined);
    expect(core.inputsOf('saveDraft').map(({ draft }) => draft.comment)).toEqual(['x']);
  });

  it('come back after a reload', async () => {
    const draft = { ...EMPTY_DRAFT, businessOutcomeId: '2', comment: 'kept' };
    await open(createScriptedCore(makeState({ calls: [makeCall('A', { draft })] })));
    expect(comment().value).toBe('kept');
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Find an outcome' }).value).toBe(
      'Payment › Promise to pay',
    );
  });

  it('take over the other window’s entries, but never replace text being typed here', async () => {
    const { core, user } = await open();
    const other = (text: string) => [makeCall('A', { draft: { ...EMPTY_DRAFT, comment: text } })];
    core.change({ calls: other('from the quick window') });
    await nextTick();
    expect(comment().value).toBe('from the quick window');
    await user.type(comment(), '!');
    core.change({ calls: other('older') });
    await nextTick();
    expect(comment().value).toBe('from the quick window!');
  });

  it('show a warning while the core does not save them', async () => {
    const core = createScriptedCore();
    core.answer('saveDraft', () => fails('notSaved', reason('diskFull')));
    const { user } = await open(core);
    await user.type(comment(), 'x');
    expect(
      await screen.findByRole('button', { name: /^Status: Your entries are not saved yet/ }),
    ).toBeTruthy();
    expect(comment().value).toBe('x');
  });
});

/** The page paints. */
const aFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Presses Ctrl+Enter at a time on the clock of `performance.now()`, whenever the page gets to it. */
function pressSubmit(at: number): void {
  const press = new KeyboardEvent('keydown', {
    ...{ key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true, cancelable: true },
  });
  Object.defineProperty(press, 'timeStamp', { value: at });
  document.body.dispatchEvent(press);
}

describe('submitting', () => {
  async function chooseAndSubmit(user: Awaited<ReturnType<typeof open>>['user']): Promise<void> {
    await user.click(search());
    await user.keyboard('pay prom{Enter}');
    await user.type(comment(), 'Friday');
    await user.keyboard('{Control>}{Enter}{/Control}');
  }

  it('works from wherever the focus is, a telephony outcome included', async () => {
    const { core, user } = await open();
    await user.click(screen.getByRole('radio', { name: 'No answer' }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.telephonyOutcomeId)).toEqual(['8']);
    });
  });

  it('says Saved only after the core has, then goes to the next call with the focus in the search', async () => {
    const core = createScriptedCore();
    let commit: () => void = () => {};
    core.answer(
      'submitWrapUp',
      () =>
        new Promise((resolve) => {
          commit = () => resolve(ok({ submissionId: 's' }));
        }),
    );
    const { user } = await open(core);
    await chooseAndSubmit(user);
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toEqual([
        { callId: 'A', draft: { ...EMPTY_DRAFT, businessOutcomeId: '2', comment: 'Friday' } },
      ]);
    });
    expect(screen.queryByText('Saved.')).toBeNull();
    expect(title()).toBe('Call A');
    commit();
    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(title()).toBe('Call B');
    await waitFor(() => expect(document.activeElement).toBe(search()));
  });

  it('counts a bounced, doubled or held key once, and does not submit the next call', async () => {
    const ready = { ...EMPTY_DRAFT, businessOutcomeId: '5' };
    const calls = [makeCall('A', { draft: ready }), makeCall('B', { draft: ready })];
    const core = createScriptedCore(makeState({ calls }));
    const { user } = await open(core);
    // However slow the machine, no time goes by between the presses.
    const time = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    await user.keyboard('{Control>}{Enter}{Enter}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(title()).toBe('Call B');
    await user.keyboard('{Control>}{Enter}{/Control}');
    // A key that is held goes on for as long as it is held.
    time.mockReturnValue(performance.now() + 60_000);
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const held = { key: 'Enter', code: 'Enter', ctrlKey: true, repeat: true, bubbles: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', { ...held, cancelable: true }));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(core.inputsOf('submitWrapUp').map(({ callId }) => callId)).toEqual(['A']);

    await user.type(comment(), 'B as well');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp').map(({ callId }) => callId)).toEqual(['A', 'B']);
    });
  });

  it.each(['is saved', 'is gone, since it was wrapped up elsewhere'])(
    'does nothing for a press that waited while the page stalled, if the call that it was made for %s',
    async (end) => {
      const ready = { ...EMPTY_DRAFT, businessOutcomeId: '5' };
      const calls = [makeCall('A', { draft: ready }), makeCall('B', { draft: ready })];
      const core = createScriptedCore(makeState({ calls, currentCallId: 'A' }));
      const { user } = await open(core);
      const began = performance.now();
      const time = vi.spyOn(performance, 'now').mockReturnValue(began);
      if (end === 'is saved') {
        core.answer('submitWrapUp', () => {
          time.mockReturnValue(began + 10_000);
          return ok({ submissionId: 's' });
        });
        await user.keyboard('{Control>}{Enter}{/Control}');
      } else {
        time.mockReturnValue(began + 10_000);
        core.change({ calls: calls.slice(1), currentCallId: 'B' });
      }
      await waitFor(() => expect(title()).toBe('Call B'));
      const before = core.inputsOf('submitWrapUp').length;
      await aFrame();
      time.mockReturnValue(began + 20_000);

      pressSubmit(began + 5_000);
      // A key that bounced, or a finger that was on its way.
      pressSubmit(began + 10_100);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(core.inputsOf('submitWrapUp')).toHaveLength(before);
      pressSubmit(began + 15_000);
      await waitFor(() => expect(core.inputsOf('submitWrapUp').at(-1)?.callId).toBe('B'));
    },
  );

  it('goes on to the most urgent call', async () => {
    const ready = { ...EMPTY_DRAFT, businessOutcomeId: '5' };
    const calls = ['A', 'B', 'C'].map((id, at) =>
      makeCall(id, { draft: ready, endedAt: Date.now() - 30_000 - at * 1_000 }),
    );
    const { user } = await open(createScriptedCore(makeState({ calls })));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(title()).toBe('Call C');
  });

  it('works for a call that the agent selects right after a submit', async () => {
    const ready = { ...EMPTY_DRAFT, businessOutcomeId: '5' };
    const calls = ['A', 'B', 'C'].map((id) => makeCall(id, { draft: ready }));
    const { core, user } = await open(createScriptedCore(makeState({ calls })));
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    await user.keyboard('{Control>}[Digit3]{/Control}{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp').map(({ callId }) => callId)).toEqual(['A', 'C']);
    });
  });

  it('lets no draft follow the submission', async () => {
    const core = createScriptedCore();
    // Longer than the pause after which a draft is saved.
    core.answer('submitWrapUp', async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return ok({ submissionId: 's' });
    });
    const { user } = await open(core);
    await chooseAndSubmit(user);
    await screen.findByText('Saved.');
    const before = core.asked.findIndex(({ name }) => name === 'submitWrapUp');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(core.asked.slice(before).filter(({ name }) => name === 'saveDraft')).toEqual([]);
  });

  it.each(['notSaved', 'unavailable', 'failed'] as const)('keeps the form on the error %s', async (code) => {
    const core = createScriptedCore();
    core.answer('submitWrapUp', () => fails(code, reason('diskFull')));
    const { user } = await open(core);
    await chooseAndSubmit(user);
    const alert = await screen.findByText(/Everything you entered is still here/);
    expect(alert.closest('[role=alert]')).toBeTruthy();
    expect(screen.queryByText('Saved.')).toBeNull();
    expect(title()).toBe('Call A');
    expect(comment().value).toBe('Friday');
    await waitFor(() => expect(core.inputsOf('saveDraft').at(-1)?.draft.comment).toBe('Friday'));
  });

  it('keeps the form if the carrier fails', async () => {
    const core = createScriptedCore();
    core.answer('submitWrapUp', () => Promise.reject(new Error('the channel is gone')));
    const { user } = await open(core);
    await chooseAndSubmit(user);
    expect(await screen.findByText(/did not foresee \(Error\)/)).toBeTruthy();
    expect(comment().value).toBe('Friday');
  });

  it('shows what is missing at the field and submits nothing', async () => {
    const { core, user } = await open();
    expect(search().getAttribute('aria-invalid')).toBeNull();
    await user.click(screen.getByRole('button', { name: /Submit/ }));
    const beside = document.getElementById('problem-businessOutcome');
    expect(beside?.textContent).toContain('Choose an outcome');
    expect(search().getAttribute('aria-invalid')).toBe('true');
    expect(search().getAttribute('aria-describedby')).toContain('problem-businessOutcome');
    expect(document.activeElement).toBe(search());
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('shows at once what cannot be right, with a link to the field', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('Target amount'), '1,000');
    expect(document.getElementById('problem-targetAmount')?.textContent).toContain('two ways');
    await user.click(screen.getByRole('button', { name: /“1,000” can be read in two ways/ }));
    expect(document.activeElement).toBe(screen.getByLabelText('Target amount'));
  });

  it('shows the problems that only the core finds beside their fields', async () => {
    const core = createScriptedCore();
    const problem = { field: 'comment', code: 'commentTooLong', params: { limit: 5, over: 1 } } as const;
    core.answer('submitWrapUp', () => ({
      ok: false,
      error: { code: 'invalid', detail: null, problems: [problem] },
    }));
    const { user } = await open(core);
    await chooseAndSubmit(user);
    await waitFor(() => {
      expect(document.getElementById('problem-comment')?.textContent).toContain('limit of 5');
    });
  });
});

describe('text that is too long', () => {
  it('cannot be typed, and a cut comment shows a notice', async () => {
    const draft = { ...EMPTY_DRAFT, comment: 'x'.repeat(FIELD_LIMIT - 1) };
    const { user } = await open(createScriptedCore(makeState({ calls: [makeCall('A', { draft })] })));
    expect(screen.queryByText(/is cut off/)).toBeNull();
    await user.click(comment());
    await user.paste('and much more');
    expect(comment().value).toHaveLength(FIELD_LIMIT);
    expect(screen.getByText(/20,000 characters: what was beyond is cut off/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Target amount').maxLength).toBeLessThan(FIELD_LIMIT);
  });
});

describe('calls', () => {
  it('are named by their contact if known', async () => {
    await open(createScriptedCore(makeState({ calls: [makeCall('A', { contact: 'Ana Ruiz' })] })));
    expect(title()).toMatch(/^Ana Ruiz/);
    expect(screen.getByRole('button', { name: /Ana Ruiz/, current: true })).toBeTruthy();
  });

  it('that arrive do not take focus or text', async () => {
    const { core, user } = await open();
    await user.type(search(), 'pay');
    core.change({ calls: [makeCall('NEW', { phase: 'ringing', endedAt: null }), ...core.state.calls] });
    await nextTick();
    expect(title()).toBe('Call A');
    expect(document.activeElement).toBe(search());
    expect(search().value).toBe('pay');
  });

  it('are shown where the agent asks for them', async () => {
    const { core } = await open();
    core.emit('focusCall', { callId: 'B' });
    await nextTick();
    expect(title()).toBe('Call B');
  });

  it('are selected if none was', async () => {
    const core = createScriptedCore(makeState({ calls: [], currentCallId: null }));
    show(MainWindow, core);
    await screen.findByText('All calls are wrapped up');
    core.change({ calls: [makeCall('A')], currentCallId: 'A' });
    await screen.findByRole('tree');
    expect(title()).toBe('Call A');
  });
});

it('asks for the agent if nobody is signed in', async () => {
  const core = createScriptedCore(makeState({ agent: null, demo: false }));
  const { user } = show(MainWindow, core);
  const dialog = await screen.findByRole('dialog', { name: 'Who is wrapping up?' });
  await user.type(within(dialog).getByLabelText('Your LCM user ID'), ' b.ruiz ');
  await user.click(within(dialog).getByRole('button', { name: 'Continue' }));
  expect(core.inputsOf('signIn')).toEqual([{ userId: 'b.ruiz' }]);
});

it('names a shortcut in a notice as the keyboard does', async () => {
  const notice = { id: '1', level: 'info', lasting: false, code: 'shortcutForbidden', at: 0 } as const;
  const notices = [{ ...notice, params: { shortcut: 'CommandOrControl+Alt+E' } }];
  show(MainWindow, createScriptedCore(makeState({ notices })));
  await screen.findByText(/^Ctrl Alt E cannot be a shortcut on this computer/);
});
