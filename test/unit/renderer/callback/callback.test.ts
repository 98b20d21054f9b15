import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestInput } from '#shared/contract/index.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { EMPTY_DRAFT, type CallbackDraft, type Draft } from '#shared/draft/draft.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

/** Europe/Madrid puts its clock back on 25 October 2026 and forward on 28 March 2027. */
const at = (callback: Partial<CallbackDraft>): Draft => ({
  ...EMPTY_DRAFT,
  callback: {
    kind: 'regular',
    modeId: '1',
    startDate: '2026-10-26',
    startTime: '10:00',
    endDate: '2026-10-26',
    endTime: '10:00',
    startFold: null,
    endFold: null,
    zone: null,
    when: '',
    ...callback,
  },
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-24T12:00:10Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(
  draft: Draft | null,
  form: Partial<FormSettings> = {},
  call: Partial<CallView> = {},
  lcmAheadMs = 0,
) {
  const core = createScriptedCore(
    makeState({ calls: [makeCall('A', { draft, ...call })], lcmAheadMs }, form),
  );
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  if (draft?.callback) await screen.findByRole('button', { name: 'Calendar' });
  const latest = async (): Promise<RequestInput<'saveDraft'>['draft']['callback'] | undefined> => {
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(core.inputsOf('saveDraft').length).toBeGreaterThan(0));
    return core.inputsOf('saveDraft').at(-1)?.draft.callback;
  };
  return { ...view, core, latest };
}

const result = (): HTMLElement => document.getElementById('callback-result')!;
const said = (): string => result().textContent.replace(/\s+/gu, ' ').trim();

describe('the callback', () => {
  it('is off, and has no time until the agent gives one', async () => {
    const { user, core, latest } = await open(null);
    expect(result()).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'When' }));
    expect(said()).toBe('No time yet: type it or pick one.');
    const none = { startDate: '', startTime: '', endDate: '', endTime: '', zone: 'Europe/Madrid' };
    expect(await latest()).toEqual(at(none).callback);
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(said()).toBe('Say when to call back.');
    const field = screen.getByRole('textbox', { name: 'When' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    // The first pick is the next thing that Tab reaches.
    await user.keyboard('{Tab}{Enter}');
    expect(said()).toMatch(/Sat, Oct 24, 2:31 PM/);
    expect(field.getAttribute('aria-invalid')).toBeNull();
  });

  it('opens by its telephony outcome', async () => {
    const { user } = await open(null);
    await user.click(screen.getByRole('radio', { name: 'Callback' }));
    expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('true');
  });

  it('takes the quick picks, and mode and kind', async () => {
    const { user, latest } = await open(at({}));
    await user.click(screen.getByRole('button', { name: 'Tomorrow 10:00 AM' }));
    await user.click(screen.getByRole('radio', { name: 'Mobile' }));
    await user.click(screen.getByRole('radio', { name: 'Me' }));
    expect(await latest()).toMatchObject({
      startDate: '2026-10-25',
      endDate: '2026-10-25',
      startTime: '10:00',
      modeId: '3',
      kind: 'personal',
    });
  });

  it('shows how it will be sent, with its time', async () => {
    await open(at({ endTime: '11:30' }));
    const footer = screen.getByText('Callback', { selector: '.what' }).parentElement;
    expect(footer?.textContent).toMatch(/on Mon, Oct 26, 10:00\s–\s11:30\sAM/);
    expect(said()).toMatch(/^Mon, Oct 26, 10:00 – 11:30 AM/);
  });

  it('shows at once that a time is past', async () => {
    await open(at({ startDate: '2026-10-24', startTime: '09:00', endDate: '', endTime: '' }));
    expect(said()).toContain('in the past');
  });

  it('asks which of two instants is meant when the clock goes back', async () => {
    const fold = { startDate: '2026-10-25', startTime: '02:30', endDate: '2026-10-25', endTime: '02:30' };
    const { user, latest } = await open(at(fold));
    expect(said()).toContain('twice');
    const question = screen.getByRole('radiogroup', { name: 'Which of the two?' });
    await user.click(within(question).getByRole('radio', { name: 'The later one (+01:00)' }));
    // What is sent names no zone and no offset.
    const after = said();
    expect(after).toContain('cannot be told which');
    expect(after).not.toContain('Say which');
    expect(await latest()).toMatchObject({ startFold: 'later', endFold: 'later' });
  });

  it('offers the times around a clock gap', async () => {
    vi.setSystemTime(new Date('2027-03-20T12:00:00Z'));
    const gap = { startDate: '2027-03-28', startTime: '02:30', endDate: '2027-03-28', endTime: '02:30' };
    const { user, latest } = await open(at(gap));
    expect(said()).toContain('put forward');
    await user.click(screen.getByRole('button', { name: 'Use 3:00 AM' }));
    expect(await latest()).toMatchObject({ startTime: '03:00', endTime: '03:00' });
  });

  it('comes back unchanged after it was switched off by mistake', async () => {
    const { user, latest } = await open(at({ startTime: '16:45', endTime: '17:00' }));
    const toggle = screen.getByRole('switch', { name: 'Callback' });
    await user.click(toggle);
    expect(await latest()).toBeNull();
    await user.click(toggle);
    expect(await latest()).toMatchObject({ startTime: '16:45', endTime: '17:00' });
  });
});

describe('the time of the callback, typed', () => {
  /** What a person presses to get there from the form. */
  const ALT_C = '{Alt>}[KeyC]{/Alt}';
  const CTRL_ENTER = '{Control>}{Enter}{/Control}';
  const field = (): HTMLInputElement => screen.getByRole('textbox', { name: 'When' });

  it('is submitted by Alt+C, the words and Ctrl+Enter', async () => {
    const { user, core } = await open(null);
    await user.keyboard(`${ALT_C}in 45 min${CTRL_ENTER}`);
    await waitFor(() => expect(core.inputsOf('submitWrapUp')).toHaveLength(1));
    const times = { startDate: '2026-10-24', startTime: '14:46', endTime: '14:46', when: '' };
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject(times);
  });

  it('also takes the outcome being searched for', async () => {
    const { user, core } = await open(null);
    await user.click(screen.getByRole('combobox', { name: 'Find an outcome' }));
    await user.keyboard(`pay fail card${ALT_C}tomorrow 10${CTRL_ENTER}`);
    await waitFor(() => expect(core.inputsOf('submitWrapUp')).toHaveLength(1));
    expect(core.inputsOf('submitWrapUp')[0]?.draft).toMatchObject({
      businessOutcomeId: '4',
      callback: { startDate: '2026-10-25', startTime: '10:00', endDate: '2026-10-25', endTime: '10:00' },
    });
  });

  it('is shown as understood while typing, and taken by Enter', async () => {
    const { user, latest } = await open(null);
    await user.keyboard(`${ALT_C}mon 9`);
    expect(document.activeElement).toBe(field());
    expect(result().getAttribute('role')).toBe('status');
    const words = said();
    expect(words).toMatch(/^Mon, Oct 26, 9:00 AM Europe\/Madrid \(GMT\+1\)/);
    await user.keyboard('{Enter}');
    expect(field().value).toBe('');
    // The same is said of a typed time and of one that is taken.
    expect(said()).toBe(words);
    expect(await latest()).toMatchObject({ startDate: '2026-10-26', startTime: '09:00', when: '' });
  });

  it('is kept in the draft until it is taken, and taken on leaving the field', async () => {
    const { user, latest } = await open(null);
    await user.keyboard(`${ALT_C}24/12 10:30`);
    expect(await latest()).toMatchObject({ when: '24/12 10:30' });
    await user.tab();
    expect(await latest()).toMatchObject({ startDate: '2026-12-24', startTime: '10:30', when: '' });
  });

  it('shows what to type if it is not understood, and is not submitted', async () => {
    const { user, core } = await open(null);
    await user.keyboard(`${ALT_C}after lunch`);
    expect(said()).toMatch(/“lunch” is not understood.*1430/);
    expect(field().getAttribute('aria-invalid')).toBeNull();
    await user.keyboard(CTRL_ENTER);
    expect(said()).toMatch(/“lunch” is not understood.*1430/);
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('button', { name: /no time for a callback yet/ })).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('is refused if it is past, with the day that is meant', async () => {
    const { user, core } = await open(null);
    await user.keyboard(`${ALT_C}yesterday`);
    expect(said()).toBe('Oct 23, 2026 is past. A callback needs a time still to come.');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    await user.keyboard(CTRL_ENTER);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    await user.clear(field());
    await user.type(field(), 'today 9:00');
    expect(said()).toMatch(/^Sat, Oct 24, 2026, 9:00 AM .*This is in the past/);
    await user.clear(field());
    await user.type(field(), '10/20 10:00');
    expect(said()).toMatch(/^Tue, Oct 20, 2026, 10:00 AM .*This is in the past/);
    expect(result().querySelector('.line')?.getAttribute('data-tone')).toBe('bad');
    await user.keyboard(`{Enter}${CTRL_ENTER}`);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('replaces the time before it: text that is no time books nothing', async () => {
    const { user, core } = await open(at({}));
    await user.type(field(), 'after lunch');
    await user.keyboard(CTRL_ENTER);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    expect(document.querySelector('.plan')).toBeNull();
    await user.clear(field());
    expect(said()).toMatch(/^Mon, Oct 26, 10:00 AM/);
  });

  it('does not move on while the agent talks', async () => {
    const { user, core } = await open(null);
    await user.keyboard(`${ALT_C}14:02`);
    vi.setSystemTime(new Date('2026-10-24T12:03:00Z'));
    await waitFor(() => expect(said()).toMatch(/^Sat, Oct 24, 2026, 2:02 PM .*past/));
    await user.keyboard(CTRL_ENTER);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('may end after midnight', async () => {
    const { user, latest } = await open(null);
    await user.keyboard(`${ALT_C}22-2{Enter}`);
    expect(await latest()).toMatchObject({
      ...{ startDate: '2026-10-24', startTime: '22:00', endDate: '2026-10-25', endTime: '02:00' },
    });
  });

  it('asks for the time if only a day is typed', async () => {
    const { user } = await open(null);
    await user.keyboard(`${ALT_C}tomorrow`);
    expect(said()).toMatch(/Oct 25.*: add the time/);
  });

  it('is not lost by Alt+C pressed twice, and the foot says what is missing', async () => {
    const { user } = await open(null);
    await user.keyboard(ALT_C);
    expect(screen.getByText('The callback has no time yet.')).toBeTruthy();
    await user.keyboard(`tomorrow 10${ALT_C}`);
    expect(document.activeElement).toBe(field());
    expect(said()).toMatch(/Sun, Oct 25, 10:00 AM/);
    await user.keyboard(`{Enter}${ALT_C}`);
    expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('true');
    expect(said()).toMatch(/Sun, Oct 25, 10:00 AM/);
  });

  it('is switched off by Alt+C in its field while it has no time', async () => {
    const { user } = await open(null);
    await user.keyboard(ALT_C);
    await user.click(screen.getByLabelText('Comment'));
    await user.keyboard(ALT_C);
    expect(document.activeElement).toBe(field());
    await user.keyboard(ALT_C);
    expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('false');
  });
});

describe('the zones of the callback', () => {
  const NEW_YORK: Partial<CallView> = { contactZone: 'America/New_York', campaignZone: 'Asia/Kolkata' };

  it('start with the contact’s, and show the time in every zone and as sent to LCM', async () => {
    const { user, latest } = await open(null, {}, NEW_YORK);
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 20:30{Enter}');
    expect(await latest()).toMatchObject({ zone: 'America/New_York', startTime: '20:30' });
    const shown = screen.getAllByRole('definition').map(({ textContent }) => textContent);
    expect(said()).toMatch(/^Mon.* 26.*8:30 PM For the contact · America\/New York \(GMT-4\)/);
    expect(shown[0]).toMatch(/Tue.* 27.*6:00 AM.*Asia\/Kolkata/);
    expect(shown.at(-1)).toMatch(/Tue.* 27.*1:30 AM.*Europe\/Madrid \(GMT\+1\)/);
    expect(screen.getAllByRole('term').at(-1)?.textContent.trim()).toBe('Sent to LCM as');
  });

  it('can be switched: entered times keep their text, times counted from now stay the same instant', async () => {
    const { user, latest } = await open(null, {}, NEW_YORK);
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 15{Enter}');
    await user.click(screen.getByRole('radio', { name: 'LCM’s: Europe/Madrid' }));
    expect(await latest()).toMatchObject({
      zone: 'Europe/Madrid',
      startDate: '2026-10-26',
      startTime: '15:00',
    });
    await user.click(screen.getByRole('textbox', { name: 'When' }));
    await user.keyboard('in 30 min{Enter}');
    await user.click(screen.getByRole('radio', { name: 'Contact’s: America/New York' }));
    expect(await latest()).toMatchObject({
      zone: 'America/New_York',
      startDate: '2026-10-24',
      startTime: '08:31',
    });
  });

  it('are one if the draft has the contact’s zone under its old name', async () => {
    await open(at({ zone: 'Asia/Calcutta' }), {}, { contactZone: 'Asia/Kolkata' });
    const zones = screen.getAllByRole('radio', { name: /Asia/ });
    expect(zones.map((zone) => zone.closest('label')?.textContent.trim())).toEqual([
      'Contact’s: Asia/Kolkata',
    ]);
    expect(screen.getByRole('radio', { name: /Asia/, checked: true })).toBeTruthy();
  });

  it('follow the campaign’s once known, unless the agent has entered a clock time', async () => {
    const { user, core, latest } = await open(null);
    await user.keyboard('{Alt>}[KeyC]{/Alt}');
    expect(await latest()).toMatchObject({ zone: 'Europe/Madrid', startTime: '' });
    const inZone = async (campaignZone: string): Promise<void> => {
      await latest();
      const { draft } = core.inputsOf('saveDraft').at(-1)!;
      core.change({ calls: [makeCall('A', { draft: draftSchema.parse(draft), campaignZone })] });
    };
    await inZone('America/New_York');
    await waitFor(async () => {
      expect(await latest()).toMatchObject({ zone: 'America/New_York', startTime: '' });
    });
    await user.keyboard('in 30 min{Enter}');
    expect(await latest()).toMatchObject({ zone: 'America/New_York', startTime: '08:31' });
    await inZone('Asia/Kolkata');
    await waitFor(async () => {
      expect(await latest()).toMatchObject({ zone: 'Asia/Kolkata', startTime: '18:01' });
    });
    await user.keyboard('mon 9{Enter}');
    await inZone('America/New_York');
    await screen.findByRole('radio', { name: 'Campaign’s: America/New York' });
    expect(await latest()).toMatchObject({ zone: 'Asia/Kolkata', startTime: '09:00' });
  });

  it('show a note if neither the contact’s nor the campaign’s is known', async () => {
    const { user } = await open(null);
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    expect(screen.getByText(/Neither the contact’s time zone/)).toBeTruthy();
  });
});

describe('the guards of the callback', () => {
  const HOURS = { callingHours: { from: '09:00', to: '20:00' } };

  const ALT_C = '{Alt>}[KeyC]{/Alt}';
  const ALT_T = '{Alt>}[KeyT]{/Alt}';
  const CTRL_ENTER = '{Control>}{Enter}{/Control}';

  it('offer the nearest allowed time, which its key alone takes', async () => {
    const { user, core, latest } = await open(null, HOURS);
    await user.keyboard(`${ALT_C}mon 21:00`);
    const remedy = screen.getByRole('button', { name: /^Nearest: Mon.* 26.*7:59 PM/ });
    expect(remedy.getAttribute('aria-keyshortcuts')).toBe('Alt+T');
    expect(remedy.textContent).toContain('Alt T');
    expect(said()).toMatch(/^Mon, Oct 26, 9:00 PM .*Calling hours are 9:00 AM to 8:00 PM/);
    expect(result().querySelector('.line')?.getAttribute('data-tone')).toBe('bad');
    // Neither a submit nor Enter, however often, puts it in place of what was said.
    await user.keyboard(`${CTRL_ENTER}{Enter}${CTRL_ENTER}{Enter}{Enter}${CTRL_ENTER}`);
    expect(document.activeElement?.id).toBe('field-callbackWhen');
    expect(await latest()).toMatchObject({ startDate: '2026-10-26', startTime: '21:00', when: '' });
    expect(said()).toMatch(/^Mon, Oct 26, 9:00 PM /);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    await user.keyboard(ALT_T);
    expect(said()).toMatch(/^Mon, Oct 26, 7:59 PM /);
    expect(document.activeElement?.id).toBe('field-callbackWhen');
    await user.keyboard(CTRL_ENTER);
    await waitFor(() => expect(core.inputsOf('submitWrapUp')).toHaveLength(1));
    const taken = { startDate: '2026-10-26', startTime: '19:59', endTime: '19:59' };
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject(taken);
  });

  it('warn but allow the submit if the settings say so', async () => {
    const holidays = [{ date: '2026-10-26', name: 'Feast of the town' }];
    const { user, core } = await open(null, { holidays });
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 10{Enter}');
    expect(said()).toMatch(/holiday: Feast of the town/);
    expect(screen.getByRole('button', { name: /^Nearest: Sun.* 25.*11:59 PM/ })).toBeTruthy();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(core.inputsOf('submitWrapUp')).toHaveLength(1));
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject({ startDate: '2026-10-26' });
  });
});

describe('a range', () => {
  it('has its end behind a button, typed like its start, and says both in one line', async () => {
    const { user, core, latest } = await open(at({}));
    const until = (): HTMLInputElement => screen.getByRole('textbox', { name: 'Until' });
    expect(screen.queryByRole('textbox', { name: 'Until' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Range' }));
    expect(document.activeElement).toBe(until());
    for (const [typed, endDate, endTime] of [
      ['11:30', '2026-10-26', '11:30'],
      ['1 h', '2026-10-26', '11:00'],
      ['noon', '2026-10-26', '12:00'],
      ['wed 9', '2026-10-28', '09:00'],
    ] as const) {
      await user.clear(until());
      await user.type(until(), typed);
      expect(await latest()).toMatchObject({ startTime: '10:00', endDate, endTime });
    }
    expect(said()).toMatch(/^Mon, Oct 26, 10:00 AM – Wed, Oct 28, 9:00 AM/);
    await user.clear(until());
    await user.type(until(), 'lunch');
    expect(said()).toContain('“lunch” is not a time.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    await user.clear(until());
    expect(await latest()).toMatchObject({ endDate: '2026-10-26', endTime: '10:00' });
    expect(said()).toMatch(/^Mon, Oct 26, 10:00 AM Europe/);
  });

  it('is shown where the callback has one', async () => {
    await open(at({ endTime: '11:30' }));
    expect(screen.getByRole('textbox', { name: 'Until' })).toHaveProperty('value', '11:30 AM');
  });
});

describe('the calendar', () => {
  const pick = async (user: { click: (at: Element) => Promise<void> }, day: string): Promise<void> => {
    await user.click(screen.getByRole('button', { name: 'Calendar' }));
    await user.click(await screen.findByRole('button', { name: day }));
  };

  it('begins what the agent types with its day', async () => {
    const { user, latest } = await open(null);
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    await screen.findByRole('button', { name: 'Calendar' });
    await pick(user, 'Thursday, October 29, 2026');
    const field = screen.getByRole('textbox', { name: 'When' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(said()).toMatch(/Thu, Oct 29: add the time/);
    await user.keyboard('16:15{Enter}');
    expect(await latest()).toMatchObject({ startDate: '2026-10-29', startTime: '16:15' });
  });

  it('moves a range to its day', async () => {
    const { user, latest } = await open(at({ endDate: '2026-10-27', endTime: '09:00' }));
    await pick(user, 'Friday, October 30, 2026');
    const moved = { startDate: '2026-10-30', startTime: '10:00', endDate: '2026-10-31', endTime: '09:00' };
    expect(await latest()).toMatchObject(moved);
  });
});

describe('the quick picks', () => {
  it('are those of the settings, in the administrator’s words if there are any', async () => {
    const callbackQuickPicks: FormSettings['callbackQuickPicks'] = [
      { in: '1 h 30 min' },
      { day: 0, at: '18:00' },
      { day: 2, at: '9:00' },
      { in: '2 h', label: 'After lunch' },
      { day: 1, at: '08:30', label: { 'en-US': 'First thing', es: 'A primera hora' } },
    ];
    const { user, latest } = await open(null, { callbackQuickPicks });
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    const group = screen.getByRole('group', { name: 'Quick picks' });
    const picks = within(group).getAllByRole('button');
    const words = picks.map(({ textContent }) => textContent.trim().replace(/\s/gu, ' '));
    expect(words).toHaveLength(5);
    expect(words[2]).toMatch(/Mon.* 26.*, 9:00\sAM/);
    expect(words.toSpliced(2, 1)).toEqual(['In 1 h 30 min', 'Today 6:00 PM', 'After lunch', 'First thing']);
    await user.click(within(group).getByRole('button', { name: 'First thing' }));
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '08:30' });
  });
});

describe('with a machine whose clock is a day and an hour behind LCM’s', () => {
  const AHEAD = 25 * 3_600_000;
  const openBehind = (draft: Draft | null) => open(draft, {}, {}, AHEAD);

  it('what is counted from now is counted from LCM’s clock', async () => {
    const { user, latest } = await openBehind(null);
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    await user.click(screen.getByRole('button', { name: 'Tomorrow 10:00 AM' }));
    expect(await latest()).toMatchObject({ startDate: '2026-10-26', startTime: '10:00' });
    await user.click(screen.getByRole('button', { name: 'In 30 min' }));
    // The clock went back in the night.
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '14:31' });
    await user.type(screen.getByRole('textbox', { name: 'When' }), 'in 2 h{Enter}');
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '16:01' });
  });

  it('a time that LCM’s clock has passed is past', async () => {
    await openBehind(at({ startDate: '2026-10-25', startTime: '10:00', endDate: '', endTime: '' }));
    expect(said()).toContain('in the past');
  });

  it('the screen asks how far apart the clocks are once the machine’s clock is set', async () => {
    const { user, core, latest } = await openBehind(null);
    vi.setSystemTime(new Date('2026-10-25T13:00:10Z'));
    core.answer('getState', () => ({ ok: true, value: { ...core.state, lcmAheadMs: 0 } }));
    const switchOn = screen.getByRole('switch', { name: 'Callback' });
    await waitFor(() => expect(core.asked.filter(({ name }) => name === 'getState')).toHaveLength(2));
    await user.click(switchOn);
    await user.click(screen.getByRole('button', { name: 'In 30 min' }));
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '14:31' });
  });
});

it('stays on if the agent submits by keys while its switch has the focus', async () => {
  const { core, user } = await open(null);
  const toggle = screen.getByRole('switch', { name: 'Callback' });
  await user.click(toggle);
  await user.click(screen.getByRole('button', { name: 'In 30 min' }));
  toggle.focus();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => {
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.callback?.startTime)).toEqual(['14:31']);
  });
});
