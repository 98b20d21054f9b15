import { screen, within } from '@testing-library/vue';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { keysProblem } from '#shared/contract/forbidden-keys.ts';
import { KEYBOARDS, writesCharacter, type Platform } from '#shared/contract/keyboards.ts';
import { defaultKeys, SHORTCUT_NAMES, type ShortcutKeys } from '#shared/contract/shortcuts.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { isTyped, pressedKeys, type KeyPress } from '../../../../src/renderer/shortcuts/pressed-keys.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const press = (key: string, code: string, ...held: string[]): KeyPress => ({
  ...{ key, code },
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
  getModifierState: (modifier) => held.includes(modifier),
});

const PLATFORMS = Object.keys(KEYBOARDS) as Platform[];
const keysOn = (platform: Platform): ShortcutKeys => ({
  ...defaultKeys(platform),
  quickWrapUp: settingsSchema.parse({}).shortcuts.quickWrapUp,
});
const KEYS = keysOn('linux');

describe('pressed keys', () => {
  it.each([
    ['CommandOrControl+K', press('k', 'KeyK', 'ctrl'), 'windows'],
    ['CommandOrControl+Shift+W', press('W', 'KeyW', 'ctrl', 'shift'), 'windows'],
    ['CommandOrControl+K', press('k', 'KeyK', 'meta'), 'mac'],
    ['Control+K', press('k', 'KeyK', 'ctrl'), 'mac'],
    ['CommandOrControl+Alt+C', press('ç', 'KeyC', 'alt', 'meta'), 'mac'],
    ['CommandOrControl+Alt+N', press('Dead', 'KeyN', 'alt', 'meta'), 'mac'],
    ['Control+1', press('1', 'Digit1', 'ctrl'), 'mac'],
    ['Alt+C', press('ؤ', 'KeyC', 'alt'), 'windows'],
    ['Alt+B', press('لا', 'KeyB', 'alt'), 'windows'],
    ['Alt+E', press('े', 'KeyE', 'alt'), 'linux'],
    ['Alt+1', press('१', 'Digit1', 'alt'), 'linux'],
    ['CommandOrControl+,', press('б', 'Comma', 'ctrl'), 'linux'],
    ['CommandOrControl+,', press('و', 'Comma', 'ctrl'), 'windows'],
    ['CommandOrControl+,', press(',', 'Backslash', 'ctrl'), 'windows'],
    ['CommandOrControl+ö', press('ö', 'Comma', 'ctrl'), 'windows'],
    ['б', press('б', 'Comma'), 'linux'],
    ['Alt+Q', press('q', 'KeyA', 'alt'), 'windows'],
    ['CommandOrControl+1', press('&', 'Digit1', 'ctrl'), 'windows'],
    ['Alt+1', press('1', 'Digit1', 'alt', 'shift'), 'windows'],
    ['CommandOrControl+Shift+1', press('!', 'Digit1', 'ctrl', 'shift'), 'windows'],
    ['?', press('?', 'Slash', 'shift'), 'windows'],
    ['?', press('?', 'Minus', 'shift'), 'windows'],
    ['CommandOrControl+,', press(',', 'Comma', 'ctrl'), 'windows'],
    ['CommandOrControl+Enter', press('Enter', 'NumpadEnter', 'ctrl'), 'windows'],
    ['Shift+F2', press('F2', 'F2', 'shift'), 'windows'],
    ['Alt+Up', press('ArrowUp', 'ArrowUp', 'alt'), 'windows'],
    ['Alt+5', press('5', 'Digit5', 'alt'), 'windows'],
    ['Alt+5', press('5', 'Numpad5', 'alt'), 'linux'],
    [null, press('Control', 'ControlLeft', 'ctrl'), 'windows'],
    [null, press('Dead', 'BracketLeft'), 'windows'],
  ] as const)('are %s', (keys, event, platform) => expect(pressedKeys(event, platform)).toBe(keys));

  it.each([
    ['Alt and the number pad', press('5', 'Numpad5', 'alt'), 'windows'],
    ['Alt and the number pad without Num Lock', press('ArrowDown', 'Numpad2', 'alt'), 'windows'],
    ['Option and the number pad', press('1', 'Numpad1', 'alt'), 'mac'],
  ] as const)('are none while the system writes a character: %s', (_, event, platform) => {
    expect(pressedKeys(event, platform)).toBeNull();
  });

  it.each([
    ['€', press('€', 'KeyE', 'AltGraph'), 'linux'],
    ['€ with Ctrl and Alt reported', press('€', 'KeyE', 'AltGraph', 'ctrl', 'alt'), 'windows'],
    ['@', press('@', 'KeyQ', 'AltGraph', 'ctrl', 'alt'), 'windows'],
    ['²', press('²', 'Digit2', 'AltGraph', 'ctrl', 'alt'), 'windows'],
    ['ć', press('ć', 'KeyC', 'AltGraph', 'alt'), 'linux'],
    ['[ with Option', press('[', 'Digit5', 'alt'), 'mac'],
    ['ć with Option', press('ć', 'KeyC', 'alt'), 'mac'],
    ['Ń with Option and Shift', press('Ń', 'KeyN', 'alt', 'shift'), 'mac'],
  ] as const)('of a character are no default shortcut: %s', (_, event, platform) => {
    const pressed = pressedKeys(event, platform);
    const { digits } = KEYBOARDS[platform];
    const ours = [...Object.values(keysOn(platform)), ...[1, 2, 5, 9].map((n) => `${digits}+${n}`)];
    expect(ours).not.toContain(pressed);
    expect(isTyped(event, platform)).toBe(true);
  });

  it.each([
    [press('k', 'KeyK', 'ctrl'), 'windows'],
    [press('c', 'KeyC', 'alt'), 'linux'],
    [press('5', 'Numpad5', 'alt'), 'windows'],
    [press('Enter', 'Enter'), 'mac'],
  ] as const)('of a command write nothing: %o', (event, platform) => {
    expect(isTyped(event, platform)).toBe(false);
  });
});

describe.each(PLATFORMS)('on %s', (platform) => {
  const keys = keysOn(platform);

  it.each(SHORTCUT_NAMES)('the default keys are free and write nothing: %s', (name) => {
    expect(keysProblem(keys[name], name, platform, keys)).toBeNull();
  });

  it('the digits that choose an outcome write nothing, and no shortcut can have them', () => {
    const digit = `${KEYBOARDS[platform].digits}+3`;
    expect(writesCharacter(digit, platform)).toBe(false);
    expect(keysProblem(digit, 'search', platform)?.code).toBe('taken');
  });
});

describe('keys that write a character', () => {
  it.each([
    ['Alt+C', 'mac', true],
    ['Alt+Shift+5', 'mac', true],
    ['Option+Space', 'mac', true],
    ['CommandOrControl+Alt+C', 'mac', false],
    ['Control+1', 'mac', false],
    ['Alt+Enter', 'mac', false],
    ['CommandOrControl+Alt+E', 'windows', true],
    ['Alt+Control+E', 'windows', true],
    ['ctrl+alt+shift+e', 'windows', true],
    ['AltGr+E', 'windows', true],
    ['Alt+E', 'windows', false],
    ['CommandOrControl+Alt+F2', 'windows', false],
    ['CommandOrControl+Alt+Super+E', 'windows', false],
    ['CommandOrControl+Alt+E', 'linux', false],
    ['AltGr+E', 'linux', true],
    ['', 'mac', false],
  ] as const)('%s on %s: %s', (keys, platform, expected) => {
    expect(writesCharacter(keys, platform)).toBe(expected);
  });

  it.each([
    ['CommandOrControl+Alt+E', 'windows'],
    ['Alt+B', 'mac'],
  ] as const)('cannot be chosen: %s on %s', (keys, platform) => {
    expect(keysProblem(keys, 'search', platform)?.code).toBe('writes');
    expect(keysProblem(keys, 'quickWrapUp', platform)?.code).toBe('writes');
  });
});

describe('the keys of a shortcut', () => {
  it.each([
    ['A', 'needsModifier'],
    ['Shift+A', 'needsModifier'],
    ['Enter', 'needsModifier'],
    ['CommandOrControl+C', 'taken'],
    ['CommandOrControl+R', 'taken'],
    ['Alt+3', 'taken'],
    ['F5', 'taken'],
    ['Alt+N', 'sameAs'],
  ])('cannot be %s: %s', (keys, code) => expect(keysProblem(keys, 'search', 'linux', KEYS)?.code).toBe(code));

  it.each(['Alt+B', 'F2', '!', ''])('can be “%s”', (keys) => {
    expect(keysProblem(keys, 'search', 'linux', KEYS)).toBeNull();
  });

  it('that work in every program cannot be a single sign', () => {
    expect(keysProblem('!', 'quickWrapUp', 'linux', KEYS)?.code).toBe('needsModifier');
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
  it('opens by F1 while the agent searches, and changes the keys of a shortcut', async () => {
    const core = keeping();
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    screen.getByRole('combobox').focus();
    await user.keyboard('{F1}');
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

describe('a window on a Mac', () => {
  beforeEach(() => {
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue('MacIntel');
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('leaves Option to writing, and has other keys for the shortcuts', async () => {
    const { user } = show(MainWindow, createScriptedCore());
    await screen.findByRole('tree');
    const callback = screen.getByRole('switch', { name: 'Callback' });
    expect(callback.getAttribute('aria-keyshortcuts')).toBe('Meta+Alt+C');
    document.querySelector('textarea')!.focus();
    await user.keyboard('{Alt>}c{/Alt}{Alt>}1{/Alt}');
    expect(callback.getAttribute('aria-checked')).toBe('false');
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
    await user.keyboard('{Meta>}{Alt>}c{/Alt}{/Meta}');
    expect(callback.getAttribute('aria-checked')).toBe('true');
  });

  it('says which keys write a character when they are chosen', async () => {
    const core = keeping();
    const { user } = show(MainWindow, core);
    await screen.findByRole('tree');
    await user.keyboard('{F1}');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await user.click(within(dialog).getByRole('button', { name: 'Find an outcome: ⌘ K. Change' }));
    await user.keyboard('{Alt>}b{/Alt}');
    expect((await within(dialog).findAllByRole('alert')).map((each) => each.textContent).join('')).toBe(
      '⌥ B writes a character on this computer. Choose others.',
    );
    expect(core.inputsOf('setPreferences')).toEqual([]);
  });
});

describe('a window on Windows', () => {
  it('leaves Alt and the number pad, which write by code, alone', async () => {
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue('Win32');
    const core = createScriptedCore();
    const used = { kind: 'business' as const, id: '5', favourite: true, weight: 1, number: 1 };
    core.answer('getOutcomeUsage', () => ok([used]));
    show(MainWindow, core);
    const top = await screen.findByRole('toolbar', { name: 'Favourites and frequent' });
    const alt = { code: 'AltLeft', key: 'Alt' };
    const ones = ['Numpad1', 'Digit1'].map((code) => ({ code, key: '1' }));
    const user = userEvent.setup({ keyboardMap: [alt, ...ones] });
    document.querySelector('textarea')!.focus();
    await user.keyboard('{Alt>}[Numpad1]{/Alt}');
    expect(top.querySelector('.chosen')).toBeNull();
    await user.keyboard('{Alt>}[Digit1]{/Alt}');
    await expect.poll(() => top.querySelector('.chosen')).not.toBeNull();
    vi.restoreAllMocks();
  });
});
