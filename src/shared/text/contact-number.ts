import { graphemesOf } from './graphemes.ts';

/** At most so many characters stay readable at each end. */
const MOST_SHOWN = 2;

/** A contact with so many digits is a number: names and extensions have fewer. */
const DIGITS_OF_NUMBER = 5;

/**
 * A number with only its ends readable: `+34 600 123 456` becomes `+34 ••• ••• •56`. A quarter of the letters and digits
 * stays readable at each end, at most two, so nothing of a number of three does. What people put between digits stays.
 */
export function maskNumber(number: string): string {
  const count = number.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const shown = Math.min(MOST_SHOWN, Math.floor(count / 4));
  let at = 0;
  return number.replace(/[\p{L}\p{N}]/gu, (character) => {
    const isHidden = at >= shown && at < count - shown;
    at += 1;
    return isHidden ? '•' : character;
  });
}

/** The characters of a number one by one, as a screen reader should say them: not as one number of millions. */
export function spelledOut(number: string): string {
  return (number.match(/[^\s().-]/gu) ?? []).join(' ');
}

/** Whether a contact is a number, or has one in it. A softphone that has no name of the contact tells the number. */
export function isNumber(contact: string): boolean {
  return (contact.match(/\p{Nd}/gu)?.length ?? 0) >= DIGITS_OF_NUMBER;
}

/**
 * Hides whom a call is with, but for what lets the agent recognise their own call: the ends of a number, the first letter
 * of each word of a name.
 */
export function maskContact(contact: string): string {
  if (isNumber(contact)) return maskNumber(contact);
  const words = contact.split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => `${firstOf(word)}•••`).join(' ');
}

function firstOf(word: string): string {
  for (const { segment } of graphemesOf(word)) return segment;
  return '';
}

/**
 * The name of a call for the agent: its contact if known, else its id.
 *
 * @param masks whether numbers are masked (setting `form.maskNumbers`)
 */
export function callName(
  { contact, callId }: { readonly contact: string | null; readonly callId: string },
  masks: boolean,
): string {
  if (contact === null) return callId;
  return masks && isNumber(contact) ? maskNumber(contact) : contact;
}

/** The last digits of a number, by which two are compared: the country code may be there or not. Null: too few to say anything. */
export function lastDigits(number: string | null): string | null {
  const digits = number?.replace(/\D/g, '') ?? '';
  return digits.length < 5 ? null : digits.slice(-7);
}
