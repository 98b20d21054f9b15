import { useWords, type WordKey } from '../i18n/i18n.ts';
import { thisPlatform } from './pressed-keys.ts';

const MAC: Readonly<Record<string, string>> = {
  CommandOrControl: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Super: '⌘',
};
const SIGNS: Readonly<Record<string, string>> = {
  Enter: '↵',
  Plus: '+',
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
};
const ENGRAVED: Readonly<Record<string, WordKey>> = {
  CommandOrControl: 'keys.control',
  Control: 'keys.control',
  Alt: 'keys.alt',
  Shift: 'keys.shift',
  Super: 'keys.super',
  Space: 'keys.space',
  Escape: 'keys.escape',
  Tab: 'keys.tab',
  Delete: 'keys.delete',
  Home: 'keys.home',
  End: 'keys.end',
  Backspace: 'keys.backspace',
};

/** The names of keys as printed on this machine's keyboard, in the agent's language. Call in a component's setup. */
export function useKeyNames(): {
  /** The names of keys in the form of `keysSchema`, in the order in which they are pressed, such as `Ctrl K`. */
  readonly named: (keys: string) => string;
} {
  const { t } = useWords();

  function cap(part: string): string {
    const mac = thisPlatform() === 'mac' ? MAC[part] : undefined;
    const word = ENGRAVED[part];
    return mac ?? SIGNS[part] ?? (word === undefined ? part : t(word));
  }

  return { named: (keys) => (keys === '' ? '' : keys.split('+').map(cap).join(' ')) };
}

/** Keys in the form of `aria-keyshortcuts`. Source: WAI-ARIA 1.2, aria-keyshortcuts. */
export const ariaKeys = (keys: string): string | undefined =>
  keys === '' ? undefined : keys.replace('CommandOrControl', thisPlatform() === 'mac' ? 'Meta' : 'Control');
