/** What of a key event tells the keys that are pressed together. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'OS']);

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
};

/** Whether the Command key does here what Control does elsewhere. */
export const isMac = (): boolean => navigator.platform.startsWith('Mac');

/**
 * The keys of an event, written as `keysSchema` has them; null while only modifiers are down. A letter or digit is
 * told by what it types or, where that is no Latin one (Alt on a Mac, Arabic, Hindi), by its place on the keyboard.
 */
export function pressedKeys(event: KeyPress, mac = isMac()): string | null {
  if (MODIFIERS.has(event.key) || event.key === 'Dead' || event.key === 'Process') return null;
  const main = mainKey(event);
  if (main === null) return null;
  const isSign = main.length === 1 && !/[A-Z0-9]/.test(main);
  return [
    (mac ? event.metaKey : event.ctrlKey) && 'CommandOrControl',
    (mac ? event.ctrlKey : event.metaKey) && (mac ? 'Control' : 'Super'),
    event.altKey && 'Alt',
    // A sign such as ? says itself whether Shift is needed for it, which differs between keyboards.
    event.shiftKey && !isSign && 'Shift',
    main,
  ]
    .filter((part) => part !== false)
    .join('+');
}

function mainKey({ key, code, ctrlKey, metaKey, altKey }: KeyPress): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && /^[^ -~]$/.test(key)) return letter;
  // A French keyboard types digits with Shift only, and means them all the same.
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && (ctrlKey || metaKey || altKey)) return digit;
  return NAMES[key] ?? (key.length === 1 || /^[A-Z]\w*$/.test(key) ? key : null);
}
