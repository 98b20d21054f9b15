/** The zeroes of the Arabic, Persian and Devanagari digits. */
const ZEROES = [0x660, 0x6f0, 0x966];

/** Marks for text direction and joining, which mean nothing in numbers and times. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Turns the digits of these scripts into ASCII digits, as LCM expects, and removes invisible marks. All other
 * characters stay.
 */
export function asciiDigits(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROES.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}
