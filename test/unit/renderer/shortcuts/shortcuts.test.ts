import { screen, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { DEFAULT_KEYS, SHORTCUT_NAMES, type ShortcutKeys } from '#shared/contract/shortcuts.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { keysProblem } from '../../../../src/renderer/shortcuts/forbidden-keys.ts';
import { pressedKeys, type KeyPress } from '../../../../src/renderer/shortcuts/pressed-keys.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const press = (key: string, code: string, ...held: string[]): KeyPress => ({
  ...{ key, code },
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

const KEYS: ShortcutKeys = {
  ...DEFAULT_KEYS,
  quickWrapUp: settingsSchema.parse({}).shortcuts.quickWrapUp,
};

describe('pressed keys', () => {
  it.each([
    ['CommandOrControl+K', press('k', 'KeyK', 'ctrl'), false],
    ['CommandOrControl+Shift+W', press('W', 'KeyW', 'ctrl', 'shift'), false],
    ['CommandOrControl+K', press('k', 'KeyK', 'meta'), true],
    ['Control+K', press('k', 'KeyK', 'ctrl'), true],
    ['Alt+C', press('ç', 'KeyC', 'alt'), true],
    ['Alt+C', press('ؤ', 'KeyC', 'alt'), false],
    ['Alt+Q', press('q', 'KeyA', 'alt'), false],
    ['CommandOrControl+1', press('&', 'Digit1', 'ctrl'), false],
    ['?', press('?', 'Slash', 'shift'), false],
    ['?', press('?', 'Minus', 'shift'), false],
    ['CommandOrControl+,', press(',', 'Comma', 'ctrl'), false],
    ['CommandOrControl+Enter', press('Enter', 'NumpadEnter', 'ctrl'), false],
    ['Shift+F2', press('F2', 'F2', 'shift'), false],
    ['Alt+Up', press('ArrowUp', 'ArrowUp', 'alt'), false],
    [null, press('Control', 'ControlLeft', 'ctrl'), false],
    [null, press('Dead', 'BracketLeft'), false],
  ])('are %s', (keys, event, mac) => {
    expect(pressedKeys(event, mac)).toBe(keys);
  });
});

describe('the keys of a shortcut', () => {
  it.each(SHORTCUT_NAMES)('do not clash by default: %s', (name) => {
    expect(keysProblem(KEYS[name], name, KEYS)).toBeNull();
  });

  it.each([
    ['A', 'needsModifier'],
    ['Shift+A', 'needsModifier'],
    ['Enter', 'needsModifier'],
    ['CommandOrControl+C', 'taken'],
    ['CommandOrControl+R', 'taken'],
    ['Alt+3', 'taken'],
    ['F5', 'taken'],
    ['Alt+N', 'sameAs'],
  ])('cannot be %s: %s', (keys, code) => {
    expect(keysProblem(keys, 'search', KEYS)?.code).toBe(code);
  });

  it.each(['Alt+B', 'F2', '!', ''])('can be “%s”', (keys) => {
    expect(keysProblem(keys, 'search', KEYS)).toBeNull();
  });

  it('that work in every program cannot be a single sign', () => {
    expect(keysProblem('!', 'quickWrapUp', KEYS)?.code).toBe('needsModifier');
  });
});

function keeping(): ScriptedCore {
  const core = createScriptedCore();
  core.answer('setPreferences', (change: object) => {
    core.change({ preferences: { ...core.state.preferences, ...change } });
    return ok(undefined);
  });
  return core;
}

describe('the list of shortcuts', () => {
  it('opens by ?, and changes the keys of a shortcut', async () => {
    const core = keeping();
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    screen.getByRole('heading', { name: /Call A/ }).focus();
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await user.click(within(dialog).getByRole('button', { name: 'Find an outcome: Ctrl K. Change' }));
    await user.keyboard('{Alt>}n{/Alt}');
    expect((await within(dialog).findAllByRole('alert')).map((each) => each.textContent).join('')).toBe(
      'Alt N already belongs to “Add a call”.',
    );
    await user.keyboard('{Alt>}f{/Alt}');
    expect(core.inputsOf('setPreferences')).toEqual([]);
    await user.keyboard('{Alt>}b{/Alt}');
    expect(core.inputsOf('setPreferences')).toEqual([{ shortcuts: { search: 'Alt+B' } }]);
    await within(dialog).findByRole('button', { name: 'Find an outcome: Alt B. Change' });
    await user.click(within(dialog).getByRole('button', { name: 'Reset all' }));
    await within(dialog).findByRole('button', { name: 'Find an outcome: Ctrl K. Change' });
    expect(core.inputsOf('setPreferences').at(-1)).toEqual({ shortcuts: {} });
  });

  it('keeps keys on Esc, which leaves the dialog open, and removes them on Backspace', async () => {
    const core = keeping();
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await user.keyboard('{Control>},{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Keyboard shortcuts…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    const row = within(dialog).getByRole('button', { name: /^Set a callback/ });
    await user.click(row);
    await user.keyboard('{Escape}');
    expect(row.getAttribute('aria-label')).toBe('Set a callback: Alt C. Change');
    await user.click(row);
    await user.keyboard('{Backspace}');
    await within(dialog).findByRole('button', { name: 'Set a callback: None. Change' });
    await user.keyboard('{Escape}');
    await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
    await user.keyboard('{Alt>}c{/Alt}');
    expect(screen.getByRole('switch', { name: 'Callback' }).getAttribute('aria-checked')).toBe('false');
  });

  it('applies to the agent who changed it, also on the screen', async () => {
    const preferences = { ...DEFAULT_PREFERENCES, shortcuts: { search: 'Alt+B' } };
    const { user } = show(MainWindow, createScriptedCore(makeState({ preferences })));
    await screen.findByRole('tree');
    expect(screen.getByText('Alt B')).toBeTruthy();
    document.querySelector('textarea')!.focus();
    await user.keyboard('{Control>}k{/Control}');
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
    await user.keyboard('{Alt>}b{/Alt}');
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Find an outcome' }));
  });

  it('types a sign into a field even if it is a shortcut', async () => {
    const { user } = show(MainWindow, createScriptedCore());
    await screen.findByRole('tree');
    const comment = document.querySelector('textarea')!;
    await user.type(comment, 'paid?');
    expect(comment.value).toBe('paid?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
