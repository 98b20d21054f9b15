import { graphemesOf } from './graphemes.ts';

/** More of a text from outside is not looked at. In UTF-16 units. */
const READ_LIMIT = 4_096;

/** Lone surrogates, and characters that change the direction of the text around them. */
const REMOVED = /[\p{Cs}\p{Bidi_Control}]/gu;
/** Blanks of any kind, line breaks and control characters. Each run becomes one blank. */
const BLANKS = /[\s\p{Cc}]+/gu;
/** Has none of these to clean. Most texts are like that, and a list of outcomes may have 100,000. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
/** A text without any of these looks empty. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * Cleans a text from outside for one line of the screen. A text that is too long is shortened between two graphemes
 * and ends in an ellipsis.
 *
 * @param value any JSON value; numbers are taken as texts
 * @param limit in UTF-16 units
 * @returns null if the value is no text, or nothing of it can be seen
 */
export function cleanText(value: unknown, limit: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const raw = String(value);
  if (raw.length <= limit && PLAIN.test(raw)) return raw;
  const text = raw.trimStart().slice(0, READ_LIMIT).replace(REMOVED, '').replace(BLANKS, ' ').trim();
  return VISIBLE.test(text) ? shorten(text, limit) : null;
}

/** Null if not even the first grapheme fits. */
function shorten(text: string, limit: number): string | null {
  if (text.length <= limit) return text;
  let end = 0;
  for (const { index, segment } of graphemesOf(text)) {
    if (index + segment.length >= limit) break;
    end = index + segment.length;
  }
  return end === 0 ? null : `${text.slice(0, end).trimEnd()}…`;
}
