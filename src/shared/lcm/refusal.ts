import { cleanText } from '#shared/text/clean-text.ts';
import { wordsIn } from '#shared/text/words-in.ts';
import { isJsonObject, readField, readId } from './json.ts';
import type { Envelope } from './envelope.ts';

/**
 * Whether a reply reports success. The pages give no wire shape for errors, so several are accepted: `{ success, msg }`,
 * `{ errorType, errorMessage, msg }` and the columns of the pages' error tables, in `message`, `data`, or the `response` or
 * `error` in them; and the plain text of those tables as `message` or `data`.
 */
export interface Verdict {
  /** The call that the reply is about: its `callid`, else the id in "Invalid Call ID:<id>", else null. */
  readonly callId: string | null;
  /** `true` for `success: true`; `false` for any other `success` or an error; null if the reply has neither. */
  readonly success: boolean | null;
  /** LCM's text for a person; null if it gave none. */
  readonly reason: string | null;
  /** "Callid is empty": the request had no call id. */
  readonly callIdWasEmpty: boolean;
}

export function readVerdict(envelope: Envelope): Verdict {
  const bodies = [envelope.message, envelope.data].map(theOnly).flatMap((body) => {
    const response = theOnly(readField(body, 'response'));
    return [response, readField(response, 'error'), body, readField(body, 'error')];
  });
  const words = bodies.flatMap(errorWords);
  return {
    callId: firstOf(bodies, (body) => readId(readField(body, 'callid'))) ?? firstOf(words, idInError),
    success: readSuccess(bodies, words),
    reason: readReason(bodies) ?? words[0] ?? null,
    callIdWasEmpty: words.some((text) => /^call\s*id is empty/i.test(text)),
  };
}

/** The pages disagree whether a `response` is an object or an array. */
function theOnly(body: unknown): unknown {
  return Array.isArray(body) && body.length === 1 ? (body[0] as unknown) : body;
}

function readSuccess(bodies: readonly unknown[], words: readonly string[]): boolean | null {
  const stated = bodies.map((body) => readField(body, 'success')).find((value) => value !== undefined);
  if (stated !== undefined) return stated === true;
  const isError = bodies.some((body) =>
    TYPE_FIELDS.some((field) => readText(readField(body, field)) !== null),
  );
  return isError || words.length > 0 ? false : null;
}

/** The fields that may hold text for a person, best first. */
const TEXT_FIELDS = ['msg', 'message'];
/** The vendor's internal text. */
const INTERNAL_FIELDS = ['errorMessage', 'Actual Error', 'actualError'];
const TYPE_FIELDS = ['errorType', 'Error Type'];
const REASON_FIELDS = [...TEXT_FIELDS, ...INTERNAL_FIELDS, 'error', 'reason', 'description'];
/** Names of other members that say why. What LCM repeats of the request has none of them. */
const REASON_NAME = /err|msg|message|reason|desc|detail|fault/i;

function readReason(bodies: readonly unknown[]): string | null {
  return (
    firstOf(REASON_FIELDS, (field) => firstOf(bodies, (body) => readText(readField(body, field)))) ??
    firstOf(bodies, otherReason)
  );
}

/** LCM's words under other names, or in another form than a text, such as a list of errors or one for each language. */
function otherReason(body: unknown): string | null {
  if (!isJsonObject(body)) return null;
  const saying = Object.keys(body).filter((name) => name.length < 64 && REASON_NAME.test(name));
  return wordsIn(
    saying.map((name) => body[name]),
    REASON_LIMIT,
  );
}

/** The "Actual Error" column of the pages' error tables. */
const ERROR_TEXT = /^(invalid call\s*id\b|call\s*id is empty)/i;

/** Texts that report an error even without a `success` field. */
function errorWords(body: unknown): string[] {
  if (typeof body === 'string') return [readText(body)].filter(isErrorText);
  if (!isJsonObject(body)) return [];
  const textsOf = (fields: readonly string[]): string[] =>
    fields.flatMap((field) => readText(readField(body, field)) ?? []);
  return [...textsOf(INTERNAL_FIELDS), ...textsOf(TEXT_FIELDS).filter(isErrorText)];
}

function isErrorText(text: string | null): text is string {
  return text !== null && ERROR_TEXT.test(text);
}

function idInError(text: string): string | null {
  return readId(/^invalid call\s*id\s*:(.*)$/i.exec(text)?.[1]);
}

/** The longest reason that is kept for the screen and the history, in UTF-16 units. */
const REASON_LIMIT = 500;

const readText = (value: unknown): string | null => cleanText(value, REASON_LIMIT);

function firstOf<T, R>(values: readonly T[], read: (value: T) => R | null): R | null {
  for (const value of values) {
    const found = read(value);
    if (found !== null) return found;
  }
  return null;
}
