import { KEYBOARDS, platformOf, writesCharacter, type Platform } from '#shared/contract/keyboards.ts';

/** The parts of a key event that say which keys are pressed together. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'
>;

const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'OS']);

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** The system of this machine. */
export const thisPlatform = (): Platform => platformOf(navigator.platform);

/** The modifier of the digits that choose a favourite or frequent outcome. */
export const topModifier = (): string => KEYBOARDS[thisPlatform()].digits;

/**
 * The keys of an event in the form of `keysSchema`; null while only modifiers are down, and for the number pad with Alt
 * where that writes a character by its code. A letter or digit is the one that the key types or, if that is not Latin
 * (Option on a Mac, Arabic, Hindi), the one at its place on the keyboard.
 *
 * AltGr selects another character of a key. Ctrl and Alt beside it are how some systems report it, so they are left out.
 * Source: UI Events, "Modifier keys" (getModifierState, AltGraph).
 */
export function pressedKeys(event: KeyPress, platform = thisPlatform()): string | null {
  const { key, code, shiftKey, metaKey } = event;
  const { padWrites, hasAltGr } = KEYBOARDS[platform];
  const isAltGr = hasAltGr && event.getModifierState('AltGraph');
  const ctrlKey = event.ctrlKey && !isAltGr;
  const altKey = event.altKey && !isAltGr;
  if (MODIFIERS.has(key) || key === 'Process') return null;
  if (padWrites && altKey && !ctrlKey && !metaKey && /^Numpad(?!Enter)/.test(code)) return null;
  const main = mainKey(key, code, ctrlKey || metaKey || altKey);
  if (main === null) return null;
  const isMac = platform === 'mac';
  // A French keyboard types a digit with Shift, any other a sign.
  const isShifted = main.length === 1 && (!/[A-Z0-9]/.test(main) || (key === main && /^Digit/.test(code)));
  return [
    (isMac ? metaKey : ctrlKey) && 'CommandOrControl',
    (isMac ? ctrlKey : metaKey) && (isMac ? 'Control' : 'Super'),
    altKey && 'Alt',
    // Shift is not part of a sign such as ?, nor of such a digit, since only some keyboards need it there.
    shiftKey && !isShifted && 'Shift',
    main,
  ]
    .filter((part) => part !== false)
    .join('+');
}

/** Whether a key event writes a character, also with AltGr or with Option on a Mac. */
export function isTyped(event: KeyPress, platform = thisPlatform()): boolean {
  const keys = pressedKeys(event, platform);
  if (keys === null || Array.from(event.key).length !== 1) return false;
  return /^(Shift\+)?.$/u.test(keys) || keys === 'Plus' || writesCharacter(keys, platform);
}

/** A Russian, Arabic or Hebrew keyboard has a letter where the comma is. Turkish has one too, but its comma has a key of its own. */
const OTHER_SCRIPT = /^(?!\p{Script=Latin})\p{L}/u;

function mainKey(key: string, code: string, isModified: boolean): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  // With Option, some letters are dead keys on a Mac. An Arabic key types two letters, لا.
  if (letter !== undefined && (/^[^ -~]+$/.test(key) || (key === 'Dead' && isModified))) return letter;
  if (code === 'Comma' && isModified && OTHER_SCRIPT.test(key)) return ',';
  if (key === 'Dead') return null;
  // A French keyboard types digits only with Shift, but the digit is meant without it too.
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && isModified) return digit;
  return NAMES[key] ?? (key.length === 1 || /^[A-Z]\w*$/.test(key) ? key : null);
}
