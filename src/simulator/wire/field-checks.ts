import { isRecord } from './envelope.ts';

/** Returns what is wrong with a field's value, or null if it matches the samples. */
export type FieldCheck = (value: unknown) => string | null;

export const text: FieldCheck = (value) =>
  typeof value === 'string' ? null : `must be a string, is ${typeName(value)}`;
export const filledText: FieldCheck = (value) => text(value) ?? (value === '' ? 'must not be empty' : null);
export const amount: FieldCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `must be a number, is ${typeName(value)}`;
export const id: FieldCheck = (value) =>
  amount(value) ??
  (Number.isInteger(value) && Number(value) >= 0 ? null : 'must be a whole number, 0 or more');
export const idText: FieldCheck = (value) =>
  text(value) ?? (/^\d+$/.test(String(value)) ? null : 'must be the digits of an id, as a string');
/** A number, as the table says; or digits as text, where a JSON number would lose some of them. */
export const phoneNumber: FieldCheck = (value) => (typeof value === 'string' ? idText(value) : id(value));
export const time: FieldCheck = (value) =>
  text(value) ?? (/^([01]\d|2[0-3]):[0-5]\d$/.test(String(value)) ? null : 'must be HH:mm (24-h)');
export const date: FieldCheck = (value) =>
  text(value) ?? (isCalendarDate(String(value)) ? null : 'must be a date as DD/MM/YYYY');

export const flag: FieldCheck = (value) =>
  typeof value === 'boolean' ? null : `must be a boolean, is ${typeName(value)}`;
export const dateAndTime: FieldCheck = (value) => {
  const [day, clock, ...more] = String(value).split(' ');
  return text(value) ?? (more.length > 0 ? 'must be DD/MM/YYYY HH:mm' : (date(day) ?? time(clock)));
};

/** A list of records, each with exactly these fields. */
export function rowsOf(fields: Readonly<Record<string, FieldCheck>>): FieldCheck {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0) return 'must be a list with at least one row';
    for (const [index, row] of value.entries()) {
      const deviation = isRecord(row)
        ? differenceOf(row, fields, 'the row')
        : `must be an object, is ${typeName(row)}`;
      if (deviation !== null) return `row ${index}: ${deviation}`;
    }
    return null;
  };
}

/**
 * Compares a record with the fields it must have, and no others.
 *
 * @param what the record, for the message
 * @param optional names of fields that may be missing
 * @returns the first difference, or null
 */
export function differenceOf(
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, FieldCheck>>,
  what: string,
  optional: readonly string[] = [],
): string | null {
  for (const [name, check] of Object.entries(fields)) {
    if (!Object.hasOwn(record, name)) {
      if (optional.includes(name)) continue;
      return `${name} is missing`;
    }
    const deviation = check(record[name]);
    if (deviation !== null) return `${name} ${deviation}`;
  }
  const extra = Object.keys(record).find((name) => !Object.hasOwn(fields, name));
  return extra === undefined ? null : `${extra} is no field of ${what}`;
}

function isCalendarDate(value: string): boolean {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value);
  if (match === null) return false;
  const [day, month, year] = match.slice(1).map(Number) as [number, number, number];
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
