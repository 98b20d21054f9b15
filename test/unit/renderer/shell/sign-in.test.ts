import { fireEvent, screen, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import type { AppState, ConnectDoor } from '#shared/contract/app-state.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { createScriptedCore, makeState, ok } from '../scripted-core.ts';

it('keeps what was typed so far under the agent who typed it, before another signs in', async () => {
  const core = createScriptedCore(makeState({ demo: false }));
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByRole('button', { name: /a\.moreno/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Who is wrapping up?' });
  await fireEvent.update(within(dialog).getByLabelText('Your LCM user ID'), 'b.silva');
  // At once, before the pause after which a draft is saved.
  await fireEvent.update(document.querySelector('textarea')!, 'half a thought');
  await user.click(within(dialog).getByRole('button', { name: 'Continue' }));
  const names = core.asked.map(({ name }) => name);
  expect(names.indexOf('saveDraft')).toBeGreaterThan(-1);
  expect(names.lastIndexOf('saveDraft')).toBeLessThan(names.indexOf('signIn'));
  expect(core.inputsOf('saveDraft').at(-1)?.draft.comment).toBe('half a thought');
});

async function openSignIn(form: Partial<FormSettings> = {}, change: Partial<AppState> = {}) {
  const core = createScriptedCore(makeState({ demo: false, ...change }, form));
  const { user } = show(MainWindow, core);
  await screen.findByRole('tree');
  await user.click(screen.getByRole('button', { name: /a\.moreno/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Who is wrapping up?' });
  const field = within(dialog).getByLabelText('Your LCM user ID');
  const go = (): Promise<void> => user.click(within(dialog).getByRole('button', { name: 'Continue' }));
  return { core, field, go };
}

it('refuses a user ID that LCM would cut, with the reason at its field', async () => {
  const { core, field, go } = await openSignIn();
  await fireEvent.update(field, 'x'.repeat(33));
  await go();
  expect(screen.getByText('LCM keeps at most 32 characters of a user ID. This one has 33.')).toBeTruthy();
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(core.inputsOf('signIn')).toEqual([]);
  await fireEvent.update(field, ` ${'x'.repeat(32)} `);
  await go();
  expect(core.inputsOf('signIn')).toEqual([{ userId: 'x'.repeat(32) }]);
});

it('takes a longer user ID if the settings say so', async () => {
  const { core, field, go } = await openSignIn({ userIdLimit: 64 });
  await fireEvent.update(field, 'x'.repeat(64));
  await go();
  expect(core.inputsOf('signIn')).toHaveLength(1);
});

it.each([
  ['a.moreno', 'a.moreno is signed in: the settings of this computer say so.'],
  ['', 'a.moreno is signed in: entered on this computer.'],
])('says where the name of the agent who is signed in comes from', async (agentOfSettings, said) => {
  await openSignIn({}, { agentOfSettings });
  expect(screen.getByText(said)).toBeTruthy();
});

it('says that another name than that of the settings holds until Afterword is closed', async () => {
  const { field } = await openSignIn({}, { agentOfSettings: 'a.moreno' });
  const until = 'Another name holds until Afterword is closed. Then it is a.moreno again.';
  expect(screen.queryByText(until)).toBeNull();
  await fireEvent.update(field, 'b.silva');
  expect(screen.getByText(until)).toBeTruthy();
});

describe('a first start', () => {
  async function first(connect: ConnectDoor) {
    const core = createScriptedCore(makeState({ agent: null, connect, calls: [] }));
    const { user } = show(MainWindow, core);
    await screen.findByRole('heading', { name: 'Welcome to Afterword' });
    return { core, user };
  }

  it('offers to practise under any name, or to connect', async () => {
    const { core, user } = await first('offered');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByText(/Nothing leaves this computer, and any name will do/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Connect to your LCM' })).toBeTruthy();
    await user.type(screen.getByLabelText('Any name'), ' trainee ');
    core.answer('signIn', () => {
      core.change({ agent: 'trainee' });
      return ok(undefined);
    });
    await user.click(screen.getByRole('button', { name: 'Start practising' }));
    expect(core.inputsOf('signIn')).toEqual([{ userId: 'trainee' }]);
    expect(await screen.findByRole('button', { name: /trainee/ })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('sends to the administrator where Connect is closed', async () => {
    await first('closed');
    expect(screen.queryByRole('button', { name: 'Connect to your LCM' })).toBeNull();
    expect(screen.getByText(/your administrator does this/)).toBeTruthy();
  });
});
