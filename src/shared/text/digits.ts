/** Marks for text direction and joining, which mean nothing in numbers and times. */
const INVISIBLE = /\p{Cf}/gu;

const DIGIT = /\p{Nd}/u;

/**
 * Turns the digits of every script into ASCII digits, as LCM expects, and removes invisible marks. All other characters
 * stay.
 */
export function asciiDigits(text: string): string {
  return text.replace(INVISIBLE, '').replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let first = code;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
    // Unicode encodes every set of digits as ten characters in a row, from 0 to 9, and some sets directly after another.
    return String((code - first) % 10);
  });
}
