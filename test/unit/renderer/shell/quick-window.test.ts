import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { useSelection } from '../../../../src/renderer/draft/selection.ts';
import QuickWindow from '../../../../src/renderer/shell/QuickWindow.vue';
import { myCallback } from '#test/support/my-callbacks.ts';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, type ScriptedCore } from '../scripted-core.ts';

// Loaded with the first call; here it is at hand, as it is after the first opening.
beforeAll(() => import('../../../../src/renderer/calls/CallSwitcher.vue'));

/** The call that the line above the form names. */
const current = (): string | null | undefined => document.querySelector('button.switcher .id')?.textContent;

describe('the quick window', () => {
  it('wraps up by keyboard alone: search, Tab, comment, Ctrl+Enter', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    const field = await screen.findByRole('combobox', { name: 'Find an outcome' });
    await screen.findByRole('tree');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('not int{Tab}no{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(core.inputsOf('submitWrapUp')[0]).toMatchObject({
      callId: 'A',
      draft: { businessOutcomeId: '5', comment: 'no' },
    });
    expect(current()).toBe('B');
  });

  it('submits the hit that stands out without a key to choose it', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'not int');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Saved.');
    expect(core.inputsOf('submitWrapUp')[0]).toMatchObject({ draft: { businessOutcomeId: '5' } });
  });

  it('says that a callback is due, and opens the callbacks; typing goes on as before', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    const field = screen.getByRole('combobox', { name: 'Find an outcome' });
    await user.type(field, 'not int');
    core.change({ callbacks: { due: [myCallback('a', { standing: 'due' })], missed: 0 } });
    const line = await screen.findByRole('region', { name: /^Callback .*: Contact a$/ });
    expect(document.activeElement).toBe(field);
    await user.click(within(line).getByRole('button', { name: 'Show' }));
    expect(core.inputsOf('showMain')).toEqual([{ view: 'callbacks' }]);
    expect(core.inputsOf('hideQuick')).toHaveLength(1);
  });

  it('submits nothing while it is unclear which hit is meant', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'zzzz');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/^Not submitted: no outcome has these words/);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('focuses the first call that arrives while it is open, unless the agent is typing', async () => {
    const core = createScriptedCore(makeState({ calls: [], currentCallId: null }));
    show(QuickWindow, core);
    await screen.findByRole('heading', { level: 1 });
    core.change({ calls: [makeCall('A')], currentCallId: 'A' });
    const field = await screen.findByRole('combobox', { name: 'Find an outcome' });
    await waitFor(() => expect(document.activeElement).toBe(field));
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

  it('shows the newest call when opened again, unless a draft was begun here', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await waitFor(() => expect(current()).toBe('A'));
    core.emit('quickShown', { shown: true });
    const newest = makeCall('N');
    core.change({ calls: [newest, ...core.state.calls], currentCallId: 'N' });
    await nextTick();
    expect(current()).toBe('A');
    core.emit('quickShown', { shown: true });
    await waitFor(() => expect(current()).toBe('N'));
    await user.type(screen.getByLabelText('Comment'), 'begun');
    core.change({ calls: [makeCall('O'), ...core.state.calls], currentCallId: 'O' });
    core.emit('quickShown', { shown: false });
    core.emit('quickShown', { shown: true });
    await user.keyboard('!');
    expect(current()).toBe('N');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Comment').value).toBe('begun!');
  });

  it('is ready for the current call before it is shown, even with a draft in the main window', async () => {
    const core = createScriptedCore();
    show(QuickWindow, core);
    await screen.findByRole('tree');
    const [first, ...others] = core.state.calls;
    core.change({
      calls: [{ ...first!, draft: { ...EMPTY_DRAFT, comment: 'in the main window' } }, ...others],
    });
    core.change({ calls: [makeCall('N'), ...core.state.calls], currentCallId: 'N' });
    await waitFor(() => {
      expect(current()).toBe('N');
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
  });

  it('switches between calls by Ctrl and a digit', async () => {
    const core = createScriptedCore();
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    for (const [digit, call] of [
      ['2', 'B'],
      ['1', 'A'],
    ] as const) {
      await user.keyboard(`{Control>}[Digit${digit}]{/Control}`);
      await waitFor(() => expect(current()).toBe(call));
    }
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the callback in the quick window', () => {
  const ALT_C = '{Alt>}[KeyC]{/Alt}';
  const CTRL_ENTER = '{Control>}{Enter}{/Control}';
  const when = (): HTMLElement => screen.getByRole('textbox', { name: 'When' });
  const toggle = (): HTMLElement => screen.getByRole('switch', { name: 'Callback' });

  const open = async (form: Partial<FormSettings> = {}, call: Partial<CallView> = {}) => {
    // Europe/Madrid puts its clock back on 25 October 2026, the day after.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-24T12:00:10Z') });
    const core = createScriptedCore(makeState({ calls: [makeCall('A', call)] }, form));
    const { user } = show(QuickWindow, core);
    await screen.findByRole('tree');
    await waitFor(() => {
      expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
    });
    return { core, user };
  };
  const submitted = async (core: ScriptedCore) => {
    await waitFor(() => expect(core.inputsOf('submitWrapUp')).toHaveLength(1));
    return core.inputsOf('submitWrapUp')[0]!.draft;
  };

  it('is booked by Alt+C, the words and Ctrl+Enter, with the outcome that is searched for', async () => {
    const { core, user } = await open();
    await user.keyboard(`not int${ALT_C}tomorrow 10${CTRL_ENTER}`);
    expect(await submitted(core)).toMatchObject({
      businessOutcomeId: '5',
      callback: { startDate: '2026-10-25', startTime: '10:00', endTime: '10:00', when: '' },
    });
    expect(core.inputsOf('showMain')).toEqual([]);
  });

  it('opens with the focus if the chosen outcome needs a callback', async () => {
    const { user } = await open();
    expect(toggle().getAttribute('aria-checked')).toBe('false');
    await user.keyboard('callback{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(when()));
    expect(toggle().getAttribute('aria-checked')).toBe('true');
  });

  it('is switched off by Alt+C in its field, and focused by Alt+C elsewhere', async () => {
    const { user } = await open();
    await user.keyboard(ALT_C);
    expect(document.activeElement).toBe(when());
    screen.getByLabelText('Comment').focus();
    await user.keyboard(ALT_C);
    expect(document.activeElement).toBe(when());
    await user.keyboard(ALT_C);
    expect(toggle().getAttribute('aria-checked')).toBe('false');
  });

  it('folds the outcomes once it is begun, and unfolds them when the agent returns to them', async () => {
    const { user } = await open();
    const shownTree = (): HTMLElement | null => screen.queryByRole('tree');
    await user.keyboard(ALT_C);
    expect(shownTree()).toBeNull();
    screen.getByLabelText('Comment').focus();
    await nextTick();
    expect(shownTree()).toBeNull();
    await user.keyboard('{Control>}[KeyK]{/Control}');
    expect(shownTree()).not.toBeNull();
    // Not at a press in the callback, which would miss what moves away under it.
    await user.click(screen.getByRole('button', { name: 'Tomorrow 10:00 AM' }));
    expect(shownTree()).not.toBeNull();
  });

  it('has the quick picks of the settings, the kind and the mode', async () => {
    const { core, user } = await open({ callbackQuickPicks: [{ in: '2 h', label: 'After lunch' }] });
    await user.keyboard(ALT_C);
    await user.click(screen.getByRole('button', { name: 'After lunch' }));
    await user.click(screen.getByRole('radio', { name: 'Mobile' }));
    await user.click(screen.getByRole('radio', { name: 'Me' }));
    await user.keyboard(CTRL_ENTER);
    expect(await submitted(core)).toMatchObject({
      callback: { startDate: '2026-10-24', startTime: '16:01', modeId: '3', kind: 'personal' },
    });
  });

  it('shows what guards find, and one key takes the nearest time', async () => {
    const { core, user } = await open({ callingHours: { from: '09:00', to: '20:00' } });
    await user.keyboard(`${ALT_C}mon 21:00${CTRL_ENTER}`);
    expect(screen.getByRole('button', { name: /^Nearest: Mon.* 26.*7:59 PM/ })).toBeTruthy();
    const field = when();
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const described = document.getElementById(field.getAttribute('aria-describedby')!);
    expect(described?.textContent).toMatch(/9:00\sAM to 8:00\sPM/);
    await user.keyboard('{Alt>}[KeyT]{/Alt}');
    expect(field.getAttribute('aria-invalid')).toBeNull();
    await user.keyboard(CTRL_ENTER);
    expect(await submitted(core)).toMatchObject({ callback: { startTime: '19:59', endTime: '19:59' } });
    expect(core.inputsOf('showMain')).toEqual([]);
  });

  it('says only of the time being typed what is wrong with it', async () => {
    const { core, user } = await open();
    const tooFar = (): number => screen.queryAllByText(/At most 30 days ahead/).length;
    await user.keyboard(`not int${ALT_C}24/12 10{Enter}`);
    expect(tooFar()).toBe(1);
    expect(screen.getByRole('button', { name: /^Nearest: / })).toBeTruthy();
    await user.keyboard(`past 3${CTRL_ENTER}`);
    await waitFor(() => {
      expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toContainEqual(
        expect.stringMatching(/“When” is no time for a callback/),
      );
    });
    expect(tooFar()).toBe(0);
    expect(screen.queryByRole('button', { name: /^Nearest: / })).toBeNull();
    expect(document.activeElement).toBe(when());
    // Without it, the time that was taken is the one that counts. After a submit, the list of problems has it too.
    await user.clear(when());
    expect(screen.getByText(/^Thu.* 24.*10:00 AM$/)).toBeTruthy();
    expect(tooFar()).toBe(2);
    await user.type(when(), '25/12 10');
    expect(tooFar()).toBe(2);
    await user.clear(when());
    await user.type(when(), 'tomorrow 10');
    expect(tooFar()).toBe(0);
    await user.keyboard(CTRL_ENTER);
    expect(await submitted(core)).toMatchObject({ callback: { startDate: '2026-10-25', when: '' } });
  });

  it('asks which of two times is meant, and focuses the question', async () => {
    const { core, user } = await open();
    await user.keyboard(`${ALT_C}tomorrow 2:30${CTRL_ENTER}`);
    const question = screen.getByRole('radiogroup', { name: 'Which of the two?' });
    await waitFor(() => expect(question.contains(document.activeElement)).toBe(true));
    await user.keyboard(' ');
    await user.keyboard(CTRL_ENTER);
    expect(await submitted(core)).toMatchObject({
      callback: { startTime: '02:30', startFold: 'earlier', endFold: 'earlier' },
    });
  });

  it('offers the times around a clock gap', async () => {
    const { core, user } = await open({ callbackMaxDays: 365 });
    await user.keyboard(`${ALT_C}28/3/2027 2:30${CTRL_ENTER}`);
    await waitFor(() => expect(document.activeElement).toBe(when()));
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    expect(screen.getByRole('button', { name: 'Use 1:59 AM' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Use 3:00 AM' }));
    await user.keyboard(CTRL_ENTER);
    expect(await submitted(core)).toMatchObject({ callback: { startTime: '03:00', endTime: '03:00' } });
  });

  it('shows the time in every zone if they differ', async () => {
    const { user } = await open({}, { contactZone: 'America/New_York' });
    await user.keyboard(`${ALT_C}mon 20:30`);
    const shown = screen.getAllByRole('definition').map(({ textContent }) => textContent);
    expect(document.getElementById('callback-result')?.textContent).toMatch(
      /Mon.* 26.*8:30 PM.*America\/New York/,
    );
    expect(shown.at(-1)).toMatch(/Tue.* 27.*1:30 AM.*Europe\/Madrid/);
  });

  it('gets the focus if the call was opened to change it', async () => {
    const { core, user } = await open();
    await user.keyboard(`${ALT_C}mon 9{Enter}`);
    screen.getByLabelText('Comment').focus();
    useSelection().select(core.state.calls[0]!.callId, 'callback');
    await waitFor(() => expect(document.activeElement).toBe(when()));
  });

  it('has the calendar and the range too', async () => {
    const { core, user } = await open();
    await user.keyboard(`${ALT_C}mon 9{Enter}`);
    expect(await screen.findByRole('button', { name: 'Calendar' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Range' }));
    await user.keyboard(`10${CTRL_ENTER}`);
    expect(await submitted(core)).toMatchObject({ callback: { startTime: '09:00', endTime: '10:00' } });
  });
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
    expect(current()).toBe('B');
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

  it('it stays if the agent goes on in it', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A')] }));
    const user = await wrapUp(core);
    await user.keyboard('x');
    vi.advanceTimersByTime(5_000);
    expect(hidden(core)).toBe(0);
  });

  it('it stays if a call ends meanwhile', async () => {
    const core = createScriptedCore(makeState({ calls: [makeCall('A')] }));
    await wrapUp(core);
    core.change({ calls: [makeCall('N'), ...core.state.calls], currentCallId: 'N' });
    await waitFor(() => expect(current()).toBe('N'));
    vi.advanceTimersByTime(5_000);
    expect(hidden(core)).toBe(0);
  });
});
