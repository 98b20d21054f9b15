import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CallFacts } from '#shared/lcm/call-facts.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { hours, mode, modeInformation, told, UNCERTAIN, zone } from '#test/support/fact-fixtures.ts';
import { row } from '../../shared/outcomes/outcome-fixtures.ts';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const MADRID = zone('Europe/Madrid');
const MOBILE = mode('3', { name: 'Mobile', number: '6591462346' });
const OFFICE = mode('2', { name: 'Office', number: '6591462399' });
const MODES = told({
  callbackModes: [{ ...MOBILE, hasConsent: true, hasCampaignConsent: false }, OFFICE],
  contactModes: [
    { ...MOBILE, ...hours('09:00', '18:00'), zone: MADRID },
    { ...OFFICE, zone: UNCERTAIN },
  ],
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T08:00:10Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(facts: CallFacts, form: Partial<FormSettings> = {}) {
  const core = createScriptedCore(makeState({ calls: [makeCall('A')] }, form));
  core.answer('getCallFacts', () => ok(facts));
  const view = show(MainWindow, core);
  await screen.findByRole('tree');
  return { ...view, core };
}

/** LCM tells something more about the call. */
function tell(core: ScriptedCore, facts: CallFacts): void {
  core.answer('getCallFacts', () => ok(facts));
  core.emit('callFacts', { callId: 'A' });
}

const modes = (): HTMLElement => screen.getByRole('radiogroup', { name: 'Call back on' });
const nameOf = (radio: HTMLElement): string | undefined => radio.closest('label')?.textContent.trim();
const names = (): (string | undefined)[] => within(modes()).getAllByRole('radio').map(nameOf);
const chosen = (): string | undefined => nameOf(within(modes()).getByRole('radio', { checked: true }));

it('offers the contact’s modes, says when the chosen one may be called, and hides its number', async () => {
  const { user } = await open(MODES);
  await user.click(screen.getByRole('switch', { name: 'Callback' }));
  expect(names()).toEqual(['Mobile', 'Office']);
  expect(chosen()).toBe('Mobile');
  expect(document.body.textContent).not.toContain('6591462346');
  const said = (): string =>
    (modes().getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ');
  expect(said()).toBe(
    'May be called 9:00 AM to 6:00 PM (Europe/Madrid) · Written consent to automated calls · No written consent to automated calls in this campaign',
  );
  expect(screen.getAllByText('65••••••46')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Show the number: Mobile' }));
  expect(screen.getByText('6591462346')).toBeTruthy();
  await user.click(within(modes()).getByRole('radio', { name: 'Office' }));
  expect(document.body.textContent).not.toContain('6591462399');
  expect(said()).toContain('LCM writes its time zone as “(UTC-03:00) Somewhere”');
});

it('says nothing of a number that may be called around the clock', async () => {
  const { user } = await open(told({ contactModes: [{ ...MOBILE, callableFrom: 0, callableUntil: 1_440 }] }));
  await user.click(screen.getByRole('switch', { name: 'Callback' }));
  expect(names()).toEqual(['Mobile']);
  expect(screen.queryByText(/May be called/)).toBeNull();
});

it('judges typed times by the number’s hours, in its words, and sends the mode’s id', async () => {
  const { core, user } = await open(MODES);
  await user.click(screen.getByRole('switch', { name: 'Callback' }));
  const when = screen.getByRole('textbox', { name: 'When' });
  await user.type(when, 'tomorrow 20:00');
  expect(screen.getByText('Mobile may be called 9:00 AM to 6:00 PM (Europe/Madrid).')).toBeTruthy();
  await user.keyboard('{Enter}');
  await user.click(screen.getByRole('button', { name: /Nearest: .*5:59 PM/ }));
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => {
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.callback)).toMatchObject([
      { modeId: '3', startDate: '2026-11-25', startTime: '17:59' },
    ]);
  });
});

it('keeps what the agent chose when LCM tells of other modes, with a hint, and still submits', async () => {
  const { core, user } = await open(told({}));
  await user.click(screen.getByRole('switch', { name: 'Callback' }));
  expect(chosen()).toBe('Home');
  tell(core, told({ callbackModes: [MOBILE] }));
  const hint = '“Home” is not offered for this contact. It is sent as it is.';
  expect(await screen.findByText(hint)).toBeTruthy();
  expect([names(), chosen()]).toEqual([['Mobile', 'Home'], 'Home']);
  await user.click(screen.getByRole('button', { name: 'In 30 min' }));
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => {
    expect(core.inputsOf('submitWrapUp').map(({ draft }) => draft.callback?.modeId)).toEqual(['1']);
  });
});

it('says that LCM decides where one mode has two numbers, and hides each', async () => {
  const { user } = await open(told({ contactModes: [MOBILE, { ...MOBILE, number: '+44 20 7946 0000' }] }));
  await user.click(screen.getByRole('switch', { name: 'Callback' }));
  expect(names()).toEqual(['Mobile']);
  expect(screen.getByText('LCM decides which of these numbers is called.')).toBeTruthy();
  const [first, second] = screen.getAllByRole('button', { name: 'Show the number: Mobile' });
  await user.click(second!);
  expect(screen.getByText('+44 20 7946 0000')).toBeTruthy();
  expect(first?.isConnected).toBe(true);
  expect(screen.queryByText('6591462346')).toBeNull();
});

it('shows the number and mode of this call, hidden, and its number again hidden after another call', async () => {
  const { core, user } = await open(
    told({ mode: modeInformation({ contactNumber: '6591462346', modeName: 'Mobile' }) }),
  );
  await user.click(await screen.findByRole('button', { name: 'Show the number: Mobile' }));
  expect(screen.getByText('6591462346')).toBeTruthy();
  tell(core, told({ mode: modeInformation({ contactNumber: '6591462300', modeName: null }) }));
  expect(await screen.findByRole('button', { name: 'Show the number: Number' })).toBeTruthy();
  expect(screen.queryByText('6591462300')).toBeNull();
});

it('offers telephony outcomes as LCM names them, in the form and in the search, and keeps a chosen one', async () => {
  const { core, user } = await open(told({}));
  await user.click(screen.getByRole('radio', { name: 'Busy' }));
  tell(core, told({ telephonyOutcomes: [{ ...row('42'), description: 'Wrong person' }] }));
  const group = (): HTMLElement => screen.getByRole('radiogroup', { name: 'Telephony outcome' });
  await within(group()).findByRole('radio', { name: 'Wrong person' });
  expect(within(group()).getAllByRole('radio').map(nameOf)).toEqual(['Not set', 'Wrong person', 'Busy']);
  expect(screen.getByText('“Busy” is not offered for this call any more. It is sent as it is.')).toBeTruthy();
  await user.type(screen.getByRole('combobox', { name: 'Find an outcome' }), 'wrong per');
  expect((await screen.findByRole('option')).textContent).toContain('Wrong person');
});

it('marks the outcome as mandatory if LCM requires one', async () => {
  const { user } = await open(told({ mode: modeInformation({ dispositionRequired: true }) }));
  await user.click(screen.getByRole('radio', { name: 'Busy' }));
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByRole('button', { name: 'Fill in: Outcome' })).toBeTruthy();
});

it('asks for the facts of a call once, however many parts show them', async () => {
  const { core } = await open(MODES);
  expect(core.inputsOf('getCallFacts')).toEqual([{ callId: 'A' }]);
});

it('refuses half a lead score at its field', async () => {
  const { user } = await open(told({}));
  await user.type(screen.getByRole('textbox', { name: 'Lead score' }), '7.5');
  expect(screen.getAllByText('LCM takes whole numbers as lead scores, and this is “7.5”.').length).toBe(2);
});
