import { asciiDigits } from '#shared/text/digits.ts';
import type { FieldProblem } from './draft.ts';
import { problem } from './problems.ts';

export type FigureReading =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly problem: FieldProblem };

/** The thousands separators in use somewhere in the world, besides `.` and `,`. */
const GROUPING = /[\s\u00a0\u2009\u202f'\u2019_\u066c]/gu;

/** The decimal sign of Arabic digits; it is never a thousands separator. */
const ARABIC_DECIMAL = '\u066b';

/**
 * Reads a target amount or lead score: digits with at most one decimal sign, `.` or `,`. A lead score may have a
 * leading minus, since no rule is documented for it; a target amount may not be negative.
 *
 * Refuses numbers that may have thousands separators instead of guessing: `1.000,50`, `1 000`, and `1,000`, which means
 * one to some people and a thousand to others. `1000.125`, `0,125` and `١٫١٢٥` can only be decimals. Digits may be of
 * any script that {@link asciiDigits} knows.
 *
 * @param whenEmpty the value if nothing is entered
 * @param isWhole whether decimals are refused; `50` and `50.0` are whole
 */
export function readFigure(
  field: 'targetAmount' | 'leadScore',
  text: string,
  whenEmpty: number,
  isWhole = false,
): FigureReading {
  const typed = text.trim();
  if (typed === '') return { ok: true, value: whenEmpty };
  const fault = (found: FieldProblem): FigureReading => ({ ok: false, problem: found });

  const plain = asciiDigits(typed);
  const negative = /^[-\u2212]/u.test(plain);
  const isDecimal = plain.includes(ARABIC_DECIMAL);
  const digits = (negative ? plain.slice(1) : plain).replaceAll(ARABIC_DECIMAL, '.');
  const bare = digits.replace(GROUPING, '');
  if (!/^[\d.,]*$/u.test(bare) || !/\d/u.test(bare)) {
    return fault(problem(field, 'numberUnreadable', { value: typed }));
  }
  const signs = bare.replace(/\d/gu, '').length;
  const isThousands = !isDecimal && /^[1-9]\d{0,2}[.,]\d{3}$/u.test(bare);
  if (bare !== digits || signs > 1 || isThousands) {
    return fault(problem(field, 'numberAmbiguous', { value: typed }));
  }
  if (isWhole && /[.,]\d*[1-9]/u.test(bare)) {
    return fault(problem(field, 'leadScoreNotWhole', { value: typed }));
  }
  const size = Number(bare.replace(',', '.'));
  if (size > Number.MAX_SAFE_INTEGER) {
    return fault(problem(field, 'numberTooLarge', { limit: Number.MAX_SAFE_INTEGER }));
  }
  if (!negative || size === 0) return { ok: true, value: size };
  if (field === 'targetAmount') return fault(problem(field, 'amountNegative', {}));
  return { ok: true, value: -size };
}
