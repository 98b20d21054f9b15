/** The parts of a key event that say which keys are pressed together. */
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

/** Whether Command replaces Control on this machine. */
export const isMac = (): boolean => navigator.platform.startsWith('Mac');

/**
 * The keys of an event in the form of `keysSchema`; null while only modifiers are down. A letter or digit is the one
 * that the key types or, if that is not Latin (Alt on a Mac, Arabic, Hindi), the one at its place on the keyboard.
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
    // Shift is not part of a sign such as ?, since only some keyboards need it there.
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
  // A French keyboard types digits only with Shift, but the digit is meant without it too.
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined && (ctrlKey || metaKey || altKey)) return digit;
  return NAMES[key] ?? (key.length === 1 || /^[A-Z]\w*$/.test(key) ? key : null);
}
