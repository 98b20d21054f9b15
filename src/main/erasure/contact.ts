import { isJsonObject } from '#shared/lcm/json.ts';
import { isSameNumber } from '#main/outbox/same-number.ts';

/** Whom to erase: every LCM key and every number that the administrator gives. */
export interface Contact {
  readonly keys: readonly string[];
  readonly numbers: readonly string[];
}

/** By what a contact is known, as it is written somewhere. `ids` are LCM's ids of the contact. */
export interface KnownBy {
  readonly keys: Set<string>;
  readonly numbers: Set<string>;
  readonly ids: Set<string>;
}

/** Whether a text is one of the contact's keys or numbers. A text with more in it, such as a comment, is neither. */
export function isTheirs(text: string, { keys, numbers }: Contact): boolean {
  return keys.includes(text) || (NUMBER.test(text) && numbers.some((number) => isSameNumber(number, text)));
}

/** What a telephone number is written with. LCM keys have other signs, and no end of one is a number. */
const NUMBER = /^[\d\s+()./-]+$/;

/** Whether one of the texts in a value is theirs. What an agent wrote is left out: it may name another contact. */
export function isAbout(value: unknown, contact: Contact): boolean {
  if (typeof value === 'string') return isTheirs(value, contact);
  if (Array.isArray(value)) return value.some((each) => isAbout(each, contact));
  return (
    isJsonObject(value) &&
    Object.entries(value).some(([name, each]) => !/^comment/i.test(name) && isAbout(each, contact))
  );
}

/** The members that name a contact in what Afterword keeps. */
const NAMING: Readonly<Record<string, keyof KnownBy>> = {
  lcmKey: 'keys',
  number: 'numbers',
  contactNumber: 'numbers',
  contactId: 'ids',
};

/** Adds by what a value of the contact's names them. */
export function learn(value: unknown, known: KnownBy): void {
  if (Array.isArray(value)) for (const each of value) learn(each, known);
  else if (isJsonObject(value))
    for (const [name, each] of Object.entries(value)) {
      const kind = NAMING[name];
      if (kind !== undefined && typeof each === 'string' && each !== '') known[kind].add(each);
      else learn(each, known);
    }
}
