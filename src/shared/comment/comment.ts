import type { FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';

/**
 * A comment as it is sent and counted: lines end in `\n`, tabs stay, other control characters are dropped, and a lone
 * surrogate, which UTF-8 cannot encode, becomes U+FFFD.
 */
export function normaliseComment(comment: string): string {
  return comment
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

/**
 * The units in which LCM may count a comment, since its vendor does not document it: code points, UTF-16 units (an
 * emoji takes two or more), or UTF-8 bytes (an accented letter takes two).
 */
export const COMMENT_COUNTS = ['characters', 'utf16', 'utf8Bytes'] as const;
export type CommentCount = (typeof COMMENT_COUNTS)[number];

/** How long a comment may be, and in which unit. Part of the settings of the form. */
export interface CommentRule {
  readonly commentLimit: number;
  readonly commentCount: CommentCount;
}

/** What is left of the comment limit, in LCM's unit; negative if the comment is too long. */
export function commentRemaining(comment: string, { commentLimit, commentCount }: CommentRule): number {
  return commentLimit - lengthOf(normaliseComment(comment), commentCount);
}

export function checkComment(comment: string, rule: CommentRule): FieldProblem[] {
  const remaining = commentRemaining(comment, rule);
  if (remaining >= 0) return [];
  const code = rule.commentCount === 'utf8Bytes' ? 'commentTooManyBytes' : 'commentTooLong';
  return [problem('comment', code, { limit: rule.commentLimit, over: -remaining })];
}

/** Cuts a comment to the limit, after a whole character. */
export function cutComment(comment: string, rule: CommentRule): string {
  let left = rule.commentLimit;
  let kept = '';
  for (const character of normaliseComment(comment)) {
    left -= lengthOf(character, rule.commentCount);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

function lengthOf(text: string, count: CommentCount): number {
  if (count === 'utf16') return text.length;
  let length = 0;
  for (const character of text) length += count === 'characters' ? 1 : utf8Bytes(character);
  return length;
}

/** @param character one code point */
function utf8Bytes(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/**
 * Cleans pasted text for a comment. It removes control characters and the characters that only change the order of
 * letters (embeddings, overrides and isolates), since they can make text look different from what it says. Tabs, line
 * ends, joiners, and the marks that right-to-left languages need stay.
 *
 * @returns the text with `\n` as line end, and how many characters were removed
 */
export function cleanPasted(pasted: string): { readonly text: string; readonly removed: number } {
  let removed = 0;
  const text = pasted
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu, () => {
      removed += 1;
      return '';
    });
  return { text, removed };
}
