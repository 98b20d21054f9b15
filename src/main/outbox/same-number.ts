/** So many last digits are looked up by: the country code before them may be there or not. */
const LOOKED_UP = 9;
/** With fewer digits it may be an extension, which many people have. */
const FEWEST = 7;

/** The digits that say whose number it is: without an area code's 0 in brackets, and without zeros before the number. */
function digitsOf(number: string): string {
  return number.replace('(0)', '').replace(/\D/g, '').replace(/^0+/, '');
}

/**
 * By what a phone number is looked up, however it is written: `+34 600 123 456` and `0600 123456` give the same. Different
 * numbers may give the same, too: `isSameNumber` decides.
 *
 * @returns null for a text that has letters or too few digits to be one person's number
 */
export function numberKey(number: string): string | null {
  const digits = digitsOf(number);
  return /\p{L}/u.test(number) || digits.length < FEWEST ? null : digits.slice(-LOOKED_UP);
}

/** Whether both are the same number; one may lack the country code. */
export function isSameNumber(one: string, other: string): boolean {
  const [short, long] = [digitsOf(one), digitsOf(other)].sort((left, right) => left.length - right.length);
  return short !== undefined && short.length >= FEWEST && long?.endsWith(short) === true;
}
