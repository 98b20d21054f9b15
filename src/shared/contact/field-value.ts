import { problem } from '#shared/draft/problems.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import type { ContactField } from '#shared/lcm/call-facts.ts';
import { foldName } from '#shared/lcm/json.ts';
import { asciiDigits } from '#shared/text/digits.ts';
import { isMomentFormat, readMoment, type FieldMoment } from './moment-format.ts';

/**
 * Business fields have a type and a format (page get-business-fields). Page set-business-fields names String, Number and
 * DateTime "etc.", so other databases' names for these are known too. A field of any other type is text.
 */
type FieldType = 'text' | 'number' | 'whole' | 'moment' | 'boolean';

const TYPES: Readonly<Record<Exclude<FieldType, 'text'>, readonly string[]>> = {
  number: ['number', 'numeric', 'decimal', 'float', 'double', 'single', 'real', 'money', 'currency'],
  whole: ['integer', 'int', 'int16', 'int32', 'int64', 'long', 'short', 'bigint', 'smallint', 'tinyint'],
  moment: ['date', 'time', 'datetime', 'datetime2', 'smalldatetime', 'timestamp'],
  boolean: ['boolean', 'bool', 'bit'],
};

/** The longest value that is sent, in UTF-16 units. It guards against runaway input; no page tells LCM's limit. */
export const FIELD_VALUE_LIMIT = 4_000;

type TypedField = Pick<ContactField, 'value' | 'dataType' | 'format'>;

function typeOf(dataType: string): FieldType {
  const name = foldName(dataType)
    .replace(/^system\./, '')
    .replace(/\s*\(.*\)$/, '');
  const known = Object.entries(TYPES).find(([, names]) => names.includes(name));
  return known === undefined ? 'text' : (known[0] as FieldType);
}

const WHOLE = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A value by its type, to be written as the agent's region does. What does not fit its type is text. */
export type ReadValue =
  | { readonly type: 'text'; readonly text: string }
  /** Decimal digits with a point, exact however long. */
  | { readonly type: 'number'; readonly digits: string }
  | ({ readonly type: 'moment' } & FieldMoment);

export function readFieldValue({ value, dataType, format }: TypedField): ReadValue {
  const text = { type: 'text', text: value } as const;
  const trimmed = value.trim();
  switch (typeOf(dataType)) {
    case 'whole':
    case 'number':
      // With a leading zero it is a number by name only, such as a postal code.
      return NUMBER.test(trimmed) && !/^-?0\d/.test(trimmed) ? { type: 'number', digits: trimmed } : text;
    case 'moment': {
      const moment = readMoment(trimmed, format.trim() === '' ? isoFormat(trimmed) : format);
      return moment === null ? text : { type: 'moment', ...moment };
    }
    default:
      return text;
  }
}

/** The format of ISO 8601 that a text of that length has. It cannot be mistaken, so it needs no format of LCM. */
function isoFormat({ length }: string): string {
  return 'yyyy-MM-ddTHH:mm:ss'.slice(0, Math.min(length, 19));
}

/**
 * A value as the agent types or pastes it. A number, such as of a phone, loses marks that nobody sees, which copied ones often have,
 * and gets plain blanks and hyphens; one that LCM calculates with also gets its digits. Any other text stays as it is.
 */
export function typedValue({ dataType }: Pick<TypedField, 'dataType'>, value: string): string {
  if (/[\p{L}\p{Extended_Pictographic}]/u.test(value)) return value;
  const plain = value
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\u2010-\u2015\u2212]/gu, '-');
  return typeOf(dataType) === 'text' ? plain : asciiDigits(plain);
}

/** How LCM may write yes and no. */
const YES_NO = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['1', '0'],
] as const;

/**
 * Whether LCM's type and format allow a corrected value. Nothing is guessed or rewritten: what passes is sent as it is.
 * An empty value passes; page set-business-fields asks for a string, and says nothing of its length.
 *
 * @param field as LCM told it; its value tells how LCM writes yes and no
 * @returns the problem; its param `name` is the field's name
 */
export function checkFieldValue(
  field: Pick<ContactField, 'name' | 'value' | 'dataType' | 'format'>,
  value: string,
): FieldProblem | null {
  const { name, dataType, format } = field;
  if (value.length > FIELD_VALUE_LIMIT)
    return problem('form', 'fieldTooLong', { name, limit: FIELD_VALUE_LIMIT });
  if (value === '') return null;
  switch (typeOf(dataType)) {
    case 'whole':
      return WHOLE.test(value) ? null : problem('form', 'fieldNotWhole', { name });
    case 'number':
      return NUMBER.test(value) ? null : problem('form', 'fieldNotANumber', { name });
    case 'moment': {
      const isFree = !isMomentFormat(format) || readMoment(value, format) !== null;
      return isFree ? null : problem('form', 'fieldNotOfFormat', { name, format: format.trim() });
    }
    case 'boolean':
      return checkYesNo(field, value);
    case 'text':
      return null;
  }
}

/** Yes and no are written as LCM writes them now. If it writes neither, any of the known ways will do. */
function checkYesNo(
  { name, value: now }: Pick<ContactField, 'name' | 'value'>,
  value: string,
): FieldProblem | null {
  const known = YES_NO.find((pair) => pair.some((word) => word === foldName(now)));
  const allowed = known === undefined ? YES_NO.flat() : known.map((word) => inCaseOf(now.trim(), word));
  const [yes = '', no = ''] = allowed;
  const isAllowed = allowed.includes(known === undefined ? value.toLowerCase() : value);
  return isAllowed ? null : problem('form', 'fieldNotYesNo', { name, yes, no });
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word;
  if (model.length > 1 && model !== model.toUpperCase()) return word.charAt(0).toUpperCase() + word.slice(1);
  return word.toUpperCase();
}
