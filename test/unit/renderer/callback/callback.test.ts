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
  if (draft?.callback) await screen.findByRole('group', { name: 'End time of the callback' });
  const latest = async (): Promise<RequestInput<'saveDraft'>['draft']['callback'] | undefined> => {
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => {
      expect(core.inputsOf('saveDraft').length).toBeGreaterThan(0);
    });
    return core.inputsOf('saveDraft').at(-1)?.draft.callback;
  };
  return { ...view, core, latest };
}

describe('the callback', () => {
  it('is off, and proposes a time when switched on', async () => {
    const { user, latest } = await open(null);
    expect(screen.queryByText(/Europe\/Madrid/)).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Callback' }));
    expect(screen.getByText('Europe/Madrid (GMT+2)')).toBeTruthy();
    const proposed = {
      ...{ startDate: '2026-10-24', startTime: '14:31', endDate: '2026-10-24', endTime: '14:31' },
      zone: 'Europe/Madrid',
    };
    expect(await latest()).toEqual(at(proposed).callback);
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
    expect(footer?.textContent).toMatch(/on .*26.*10:00.*, until 11:30/);
  });

  it('shows at once that a time is past', async () => {
    await open(at({ startDate: '2026-10-24', startTime: '09:00', endDate: '', endTime: '' }));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('in the past');
  });

  it('asks which of two instants is meant when the clock goes back', async () => {
    const fold = { startDate: '2026-10-25', startTime: '02:30', endDate: '2026-10-25', endTime: '02:30' };
    const { user, latest } = await open(at(fold));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('twice');
    const question = screen.getByRole('radiogroup', { name: 'Which of the two?' });
    await user.click(within(question).getByRole('radio', { name: 'The later one (+01:00)' }));
    // What is sent names no zone and no offset.
    const said = document.getElementById('problem-callbackStartTime')?.textContent;
    expect(said).toContain('cannot be told which');
    expect(said).not.toContain('Say which');
    expect(await latest()).toMatchObject({ startFold: 'later', endFold: 'later' });
  });

  it('offers the times around a clock gap', async () => {
    vi.setSystemTime(new Date('2027-03-20T12:00:00Z'));
    const gap = { startDate: '2027-03-28', startTime: '02:30', endDate: '2027-03-28', endTime: '02:30' };
    const { user, latest } = await open(at(gap));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('put forward');
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
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toHaveLength(1);
    });
    const times = { startDate: '2026-10-24', startTime: '14:46', endTime: '14:46', when: '' };
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject(times);
  });

  it('also takes the outcome being searched for', async () => {
    const { user, core } = await open(null);
    await user.click(screen.getByRole('combobox', { name: 'Find an outcome' }));
    await user.keyboard(`pay fail card${ALT_C}tomorrow 10${CTRL_ENTER}`);
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toHaveLength(1);
    });
    expect(core.inputsOf('submitWrapUp')[0]?.draft).toMatchObject({
      businessOutcomeId: '4',
      callback: { startDate: '2026-10-25', startTime: '10:00', endDate: '2026-10-25', endTime: '10:00' },
    });
  });

  it('is shown as understood while typing, and taken by Enter', async () => {
    const { user, latest } = await open(null);
    await user.keyboard(`${ALT_C}mon 9`);
    expect(document.activeElement).toBe(field());
    const reading = document.getElementById('callback-reading')!;
    expect(reading.getAttribute('role')).toBe('status');
    expect(reading.textContent).toMatch(/Mon.* 26.*9:00 AM.*Enter takes it/);
    await user.keyboard('{Enter}');
    expect(field().value).toBe('');
    expect(reading.textContent).toBe('');
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
    expect(document.getElementById('callback-reading')?.textContent).toMatch(
      /“lunch” is not understood.*1430/,
    );
    expect(document.getElementById('problem-callbackWhen')).toBeNull();
    await user.keyboard(CTRL_ENTER);
    expect(document.getElementById('problem-callbackWhen')?.textContent).toContain(
      'no time for a callback yet',
    );
    expect(document.activeElement).toBe(field());
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
  });

  it('says that a time is past, whether it is a word or a clock time of today', async () => {
    const { user, core } = await open(null);
    const reading = (): string | undefined => document.getElementById('callback-reading')?.textContent;
    await user.keyboard(`${ALT_C}yesterday`);
    expect(reading()).toBe('“yesterday” is in the past. A callback needs a time still to come.');
    await user.keyboard(CTRL_ENTER);
    expect(core.inputsOf('submitWrapUp')).toEqual([]);
    await user.clear(field());
    await user.type(field(), 'today 9:00');
    expect(reading()).toContain('This is in the past');
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
    expect(document.getElementById('callback-reading')?.textContent).toMatch(/Oct 25.*: add the time/);
  });

  it('is switched off by Alt+C in its field', async () => {
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
    expect(shown[0]).toMatch(/Mon.* 26.*8:30 PM.*America\/New York \(GMT-4\)/);
    expect(shown[1]).toMatch(/Tue.* 27.*6:00 AM.*Asia\/Kolkata/);
    expect(shown.at(-1)).toMatch(/Tue.* 27.*1:30 AM.*Europe\/Madrid \(GMT\+1\)/);
    expect(screen.getAllByRole('term').at(-1)?.textContent).toBe('Sent to LCM as');
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
    const names = screen.getAllByRole('radio', { name: /Asia/ }).map(({ textContent }) => textContent.trim());
    expect(names).toEqual(['Contact’s: Asia/Kolkata']);
    const [zone] = screen.getAllByRole('radio', { name: /Asia/ });
    expect(zone!.getAttribute('aria-checked')).toBe('true');
  });

  it('follow the campaign’s once known, unless the agent has entered a clock time', async () => {
    const { user, core, latest } = await open(null);
    await user.keyboard('{Alt>}[KeyC]{/Alt}');
    expect(await latest()).toMatchObject({ zone: 'Europe/Madrid', startTime: '14:31' });
    const { draft } = core.inputsOf('saveDraft').at(-1)!;
    const entered = draftSchema.parse(draft);
    core.change({ calls: [makeCall('A', { draft: entered, campaignZone: 'Asia/Kolkata' })] });
    await waitFor(async () => {
      expect(await latest()).toMatchObject({ zone: 'Asia/Kolkata', startTime: '18:01' });
    });
    await user.keyboard('mon 9{Enter}');
    core.change({ calls: [makeCall('A', { campaignZone: 'America/New_York' })] });
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

  it('offer the nearest allowed time, which one key takes', async () => {
    const { user, core } = await open(null, HOURS);
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 21:00{Control>}{Enter}{/Control}');
    const remedy = screen.getByRole('button', { name: /^Nearest allowed time: Mon.* 26.*7:59 PM$/ });
    await waitFor(() => {
      expect(document.activeElement).toBe(remedy);
    });
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toMatch(/9:00\sAM to 8:00\sPM/);
    await user.keyboard('{Enter}');
    await waitFor(() => {
      expect(document.activeElement?.id).toBe('field-callbackWhen');
    });
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toHaveLength(1);
    });
    const taken = { startDate: '2026-10-26', startTime: '19:59', endTime: '19:59' };
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject(taken);
  });

  it('let Enter in the empty field take it', async () => {
    const { user, latest } = await open(null, HOURS);
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 7:00');
    expect(document.getElementById('callback-reading')?.textContent).toContain('Calling hours');
    await user.keyboard('{Enter}{Enter}');
    expect(await latest()).toMatchObject({ startDate: '2026-10-26', startTime: '09:00' });
  });

  it('warn but allow the submit if the settings say so', async () => {
    const holidays = [{ date: '2026-10-26', name: 'Feast of the town' }];
    const { user, core } = await open(null, { holidays });
    await user.keyboard('{Alt>}[KeyC]{/Alt}mon 10{Enter}');
    expect(document.getElementById('problem-callbackStartDate')?.textContent).toMatch(
      /holiday: Feast of the town/,
    );
    expect(screen.getByRole('button', { name: /^Nearest allowed time: Sun.* 25.*11:59 PM$/ })).toBeTruthy();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => {
      expect(core.inputsOf('submitWrapUp')).toHaveLength(1);
    });
    expect(core.inputsOf('submitWrapUp')[0]?.draft.callback).toMatchObject({ startDate: '2026-10-26' });
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
    // The clock went back in the night.
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '14:31' });
    await user.click(screen.getByRole('button', { name: 'Tomorrow 10:00 AM' }));
    expect(await latest()).toMatchObject({ startDate: '2026-10-26', startTime: '10:00' });
    await user.click(screen.getByRole('button', { name: 'In 30 min' }));
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '14:31' });
    await user.type(screen.getByRole('textbox', { name: 'When' }), 'in 2 h{Enter}');
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '16:01' });
  });

  it('a time that LCM’s clock has passed is past', async () => {
    await openBehind(at({ startDate: '2026-10-25', startTime: '10:00', endDate: '', endTime: '' }));
    expect(document.getElementById('problem-callbackStartTime')?.textContent).toContain('in the past');
  });

  it('the screen asks how far apart the clocks are once the machine’s clock is set', async () => {
    const { user, core, latest } = await openBehind(null);
    vi.setSystemTime(new Date('2026-10-25T13:00:10Z'));
    core.answer('getState', () => ({ ok: true, value: { ...core.state, lcmAheadMs: 0 } }));
    const switchOn = screen.getByRole('switch', { name: 'Callback' });
    await waitFor(
      () => {
        expect(core.asked.filter(({ name }) => name === 'getState')).toHaveLength(2);
      },
      { timeout: 5_000 },
    );
    await user.click(switchOn);
    expect(await latest()).toMatchObject({ startDate: '2026-10-25', startTime: '14:31' });
  });
});

it('stays on if the agent submits by keys while its switch has the focus', async () => {
  const { core, user } = await open(null);
  const toggle = screen.getByRole('switch', { name: 'Callback' });
  await user.click(toggle);
  expect(document.activeElement).toBe(toggle);
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => {
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.callback?.startTime)).toEqual(['14:31']);
  });
});
