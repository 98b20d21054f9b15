/** The systems whose keyboards write characters with different keys. */
export type Platform = 'mac' | 'windows' | 'linux';

/** @param name `process.platform` or `navigator.platform`, such as `win32`, `Win32`, `darwin` or `MacIntel` */
export function platformOf(name: string): Platform {
  if (/^(darwin|mac)/i.test(name)) return 'mac';
  return /^win/i.test(name) ? 'windows' : 'linux';
}

/** How one system's keyboards write characters, and which keys are left for shortcuts. */
export interface Keyboard {
  /** The key that `CommandOrControl` stands for. */
  readonly commandOrControl: 'command' | 'control';
  /** Modifiers that write a character together with a letter, digit or sign, with and without Shift. */
  readonly writing: readonly (readonly string[])[];
  /** Whether Alt and the number pad write a character. */
  readonly padWrites: boolean;
  /** Whether AltGr reaches a page as the modifier AltGraph, perhaps with Ctrl and Alt, which then mean nothing. */
  readonly hasAltGr: boolean;
  /** The modifiers of the default shortcuts that are letters. */
  readonly letters: string;
  /** The modifier of the digits that choose a favourite or frequent outcome. */
  readonly digits: string;
}

/**
 * - macOS: Option writes characters on every layout (Option+C is ć or ç, Option+5 is [ or ∞), so VS Code has Control
 *   and a digit there where it has Alt and a digit elsewhere. Command with Option writes nothing.
 * - Windows: Alt and the number pad write a character by its code. Ctrl+Alt is AltGr, which writes on most layouts
 *   (AltGr+E is €), and the agent may change the layout at any time. Other apps took such keys from the people who
 *   write Polish: atom/atom#13479, Automattic/simplenote-electron#1203.
 * - Linux: only AltGr writes, and it is not Ctrl+Alt.
 *
 * Sources: "Enter characters with accent marks on Mac" (support.apple.com/guide/mac-help), "Insert ASCII or Unicode
 * Latin-based symbols" (support.microsoft.com), code.visualstudio.com/docs/configure/keybindings.
 */
export const KEYBOARDS: Readonly<Record<Platform, Keyboard>> = {
  mac: {
    commandOrControl: 'command',
    writing: [['alt']],
    padWrites: true,
    hasAltGr: false,
    letters: 'CommandOrControl+Alt',
    digits: 'Control',
  },
  windows: {
    commandOrControl: 'control',
    writing: [['alt', 'control']],
    padWrites: true,
    hasAltGr: true,
    letters: 'Alt',
    digits: 'Alt',
  },
  linux: {
    commandOrControl: 'control',
    writing: [],
    padWrites: false,
    hasAltGr: true,
    letters: 'Alt',
    digits: 'Alt',
  },
};

/** Electron's other names of modifiers. Source: electronjs.org/docs/latest/tutorial/keyboard-shortcuts. */
const SYNONYMS: Readonly<Record<string, string>> = { ctrl: 'control', cmd: 'command', option: 'alt' };

/** Whether keys, in the form of an Electron accelerator, write a character on that system. */
export function writesCharacter(keys: string, platform: Platform): boolean {
  const { commandOrControl, writing } = KEYBOARDS[platform];
  const parts = keys.toLowerCase().split('+');
  const key = parts.pop() ?? '';
  const held = parts.map((part) =>
    /^(commandorcontrol|cmdorctrl)$/.test(part) ? commandOrControl : (SYNONYMS[part] ?? part),
  );
  const isCharacter =
    key.length === 1 || ['plus', 'space'].includes(key) || /^num(\d|dec|add|sub|mult|div)$/.test(key);
  if (!isCharacter) return false;
  if (held.includes('altgr')) return true;
  const together = [...new Set(held)].filter((part) => part !== 'shift').sort();
  return writing.some((modifiers) => modifiers.join() === together.join());
}
