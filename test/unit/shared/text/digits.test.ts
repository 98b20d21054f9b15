import { expect, it } from 'vitest';
import { asciiDigits } from '#shared/text/digits.ts';

const TEN = '0123456789';

it('reads the digits of every numbering system of the runtime', () => {
  const systems = Intl.supportedValuesOf('numberingSystem');
  // A few, such as Roman, write no digits.
  const written = systems.map((system) => {
    const format = new Intl.NumberFormat('en', { numberingSystem: system });
    return [system, Array.from(TEN, (digit) => format.format(Number(digit))).join('')] as const;
  });
  const positional = written.filter(([, digits]) => /^\p{Nd}{10}$/u.test(digits));
  expect(positional.length).toBeGreaterThan(50);
  for (const [system, digits] of positional) expect(asciiDigits(digits), system).toBe(TEN);
});

it.each([
  ['Arabic', '١٤:٣٠', '14:30'],
  ['Persian', '۱۴:۳۰', '14:30'],
  ['Devanagari', '१४:३०', '14:30'],
  ['full width', '１４：３０', '14：30'],
  ['with marks of direction', '\u200f١٤\u200e:٣٠', '14:30'],
  ['the third of five mathematical sets in a row', '𝟣𝟦', '14'],
  ['no decimal digits', '½ ² Ⅳ ௰', '½ ² Ⅳ ௰'],
])('%s: %s', (_script, typed, read) => expect(asciiDigits(typed)).toBe(read));
