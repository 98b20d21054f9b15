import { screen, waitFor, within } from '@testing-library/vue';
import { afterEach, describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import WindowFrame from '../../../../src/renderer/shell/WindowFrame.vue';
import { openView, show } from '../screen.ts';
import { createScriptedCore, fails, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const look = (): DOMStringMap => document.documentElement.dataset;

afterEach(() => {
  for (const name of ['theme', 'contrast', 'motion']) look()[name] = '';
});

/** A core that does what is asked of it. */
function keeping(): ScriptedCore {
  const core = createScriptedCore();
  core.answer('setPreferences', (change: object) => {
    core.change({ preferences: { ...core.state.preferences, ...change } });
    return ok(undefined);
  });
  return core;
}

async function open(core: ScriptedCore) {
  const { user } = show(WindowFrame, core, { content: MainWindow });
  await screen.findByRole('tree');
  await openView(user, 'Preferences');
  const dialog = await screen.findByRole('dialog', { name: 'Preferences' });
  return { user, dialog };
}

describe('the preferences', () => {
  it('change the look at once, and the core keeps them', async () => {
    const core = keeping();
    const { user, dialog } = await open(core);
    const pick = async (group: string, name: string): Promise<void> => {
      await user.click(
        within(within(dialog).getByRole('radiogroup', { name: group })).getByRole('radio', { name }),
      );
    };
    await pick('Colours', 'Dark');
    await pick('Contrast', 'High');
    await pick('Motion', 'Reduced');
    await pick('Clock', '24 hours');
    expect(core.inputsOf('setPreferences')).toEqual([
      { theme: 'dark' },
      { contrast: 'more' },
      { motion: 'less' },
      { clock: 'h23' },
    ]);
    expect(look()).toMatchObject({ theme: 'dark', contrast: 'more', motion: 'less' });
  });

  it('of the desktop app say whether it starts at login, if the settings allow that', async () => {
    const core = keeping();
    const { user, dialog } = await open(core);
    const group = within(dialog).getByRole('radiogroup', { name: 'At login' });
    expect(within(group).getByRole('radio', { name: 'Start in the tray', checked: true })).toBeTruthy();
    await user.click(within(group).getByRole('radio', { name: 'Do not start' }));
    expect(core.inputsOf('setPreferences')).toEqual([{ atLogin: 'nothing' }]);
    core.change({ mayStartAtLogin: false });
    await waitFor(() => expect(within(dialog).queryByRole('radiogroup', { name: 'At login' })).toBeNull());
  });

  it('of the desktop app say which notifications to show', async () => {
    const core = keeping();
    const { user, dialog } = await open(core);
    const group = within(dialog).getByRole('radiogroup', { name: 'Show' });
    expect(within(group).getByRole('radio', { name: 'All', checked: true })).toBeTruthy();
    await user.click(within(group).getByRole('radio', { name: 'Important only' }));
    expect(core.inputsOf('setPreferences')).toEqual([{ notifications: 'important' }]);
  });

  it('of a browser have no notifications', async () => {
    const { dialog } = await open({ ...keeping(), desktop: false });
    expect(within(dialog).queryByRole('radiogroup', { name: 'Show' })).toBeNull();
  });

  it('change with the agent who signs in', async () => {
    const core = createScriptedCore(makeState({ preferences: { ...DEFAULT_PREFERENCES, theme: 'dark' } }));
    show(WindowFrame, core, { content: MainWindow });
    await screen.findByRole('tree');
    expect(look()['theme']).toBe('dark');
    core.change({ preferences: { ...DEFAULT_PREFERENCES, theme: 'light' } });
    await expect.poll(() => look()['theme']).toBe('light');
  });

  it('show what could not be saved, and stay unchanged', async () => {
    const core = createScriptedCore();
    core.answer('setPreferences', () => fails('notSaved', reason('diskFull')));
    const { user, dialog } = await open(core);
    await user.click(within(dialog).getByRole('radio', { name: 'Dark' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain(
      'The disk is full: free some space and try again.',
    );
    const colours = within(dialog).getByRole('radiogroup', { name: 'Colours' });
    expect(within(colours).getByRole('radio', { name: 'As the system', checked: true })).toBeTruthy();
    expect(look()['theme']).not.toBe('dark');
  });
});
