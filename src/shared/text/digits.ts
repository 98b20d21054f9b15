/** Digits of other scripts, by their zero: Arabic, Persian, Devanagari. */
const ZEROES = [0x660, 0x6f0, 0x966];

/** Which way text runs, and how letters join: of no meaning where numbers and times are read. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Digits of any script in the list above as ASCII ones, which is how LCM takes them, without invisible marks. All
 * else stays as it is.
 */
export function asciiDigits(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROES.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}
