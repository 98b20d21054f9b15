import { createHmac, randomBytes } from 'node:crypto';

/** Replaces texts by made-up ones. Equal texts, whatever their case, get equal replacements; no others do. */
export type MakeUp = (text: string) => string;

/** How many replacements are remembered, so that no two texts get the same. Later ones may. */
const MEMORY = 200_000;
/** How often another draw is tried. Of ten one-digit texts, the last has one left. */
const DRAWS = 200;

/** A date, a time, or both, as a whole text: whatever follows one is not taken over. */
const CLOCK = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?`;
const DATE = new RegExp(
  String.raw`^(?:(?:\d{4}-\d{2}-\d{2}|\d{2}\/\d{2}\/\d{4})(?:[t ]${CLOCK}(?:z| ?[+-]\d{2}:?\d{2})?)?|${CLOCK})$`,
);
const HEX_ID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/**
 * A replacement keeps the shape of its text: digits stay digits, letters letters of the same case, ASCII punctuation
 * stays, everything else becomes `*`. So e-mail addresses, LCM keys, numbers and identifiers keep their form. Dates and
 * times stay valid ones. Each is drawn with a random key that exists only here, so nobody can compute one back or guess it.
 */
export function createMakeUp(key: Buffer = randomBytes(32)): MakeUp {
  const made = new Map<string, string>();
  const taken = new Set<string>();

  return (text) => {
    const folded = text.toLowerCase();
    let replacement = made.get(folded);
    if (replacement === undefined) {
      replacement = draw(folded);
      if (made.size < MEMORY) {
        made.set(folded, replacement);
        taken.add(replacement);
      }
    }
    return likeCase(text, replacement);
  };

  function draw(text: string): string {
    let drawn = text;
    for (let count = 0; count < DRAWS; count += 1) {
      drawn = reshape(text, numbersFrom(key, text, count));
      if (drawn !== text && !taken.has(drawn)) return drawn;
    }
    return drawn;
  }
}

/** Numbers from 0 to 65,535 that depend on the key, the text and the count alone. */
function numbersFrom(key: Buffer, text: string, count: number): () => number {
  let block = 0;
  let bytes = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= bytes.length) {
      bytes = createHmac('sha256', key)
        .update(`${String(count)} ${String(block)} `)
        .update(text)
        .digest();
      block += 1;
      at = 0;
    }
    at += 2;
    return bytes.readUInt16BE(at - 2);
  };
}

function reshape(text: string, next: () => number): string {
  if (DATE.test(text)) return validDate(text, next);
  const letters = HEX_ID.test(text) ? 'abcdef' : 'abcdefghijklmnopqrstuvwxyz';
  let first = true;
  let made = '';
  for (const sign of text) {
    if (/\p{N}/u.test(sign)) {
      // A number that begins with 0 may be another number without it.
      made += first && sign !== '0' ? String(1 + (next() % 9)) : String(next() % 10);
      first = false;
    } else if (/\p{L}/u.test(sign)) made += letters[next() % letters.length] ?? 'x';
    else made += /^[ -~\n\r\t]$/.test(sign) ? sign : '*';
  }
  return made;
}

/** Digits in pairs or fours, each within what every month, day, hour and minute can have. */
function validDate(text: string, next: () => number): string {
  const two = (least: number, most: number): string =>
    String(least + (next() % (most - least + 1))).padStart(2, '0');
  const [date, rest] = /^[\d/-]{10}/.test(text) ? [text.slice(0, 10), text.slice(10)] : ['', text];
  const made = date
    .replace(/\d{4}/, () => `20${two(10, 29)}`)
    .replace(/(?<!\d)\d{2}(?!\d)/g, () => two(1, 12));
  const time = rest.replace(
    /\d{2}:\d{2}(:\d{2})?/,
    (clock) => `${two(0, 23)}:${two(0, 59)}${clock.length > 5 ? `:${two(0, 59)}` : ''}`,
  );
  return made + time.replace(/\.\d+/, (digits) => `.${'0'.repeat(digits.length - 1)}`);
}

function likeCase(text: string, made: string): string {
  if (text === text.toLowerCase()) return made;
  const signs = Array.from(text);
  return Array.from(made, (sign, at) => (/\p{Lu}/u.test(signs[at] ?? '') ? sign.toUpperCase() : sign)).join(
    '',
  );
}
