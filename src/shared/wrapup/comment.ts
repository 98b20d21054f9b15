import type { FieldProblem } from './draft.ts';
import { problem } from './problems.ts';

/**
 * A comment as it is sent and counted: lines end in `\n`, tabs stay, other control characters are dropped, and half
 * a surrogate pair, which no UTF-8 can carry, becomes U+FFFD.
 */
export function normaliseComment(comment: string): string {
  return comment
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

/**
 * How many characters of the comment limit are left; negative where it is too long. A character is a UTF-16 unit, the
 * strictest of the counts in use, since LCM's own is not documented: an emoji takes two or more.
 */
export function commentRemaining(comment: string, limit: number): number {
  return limit - normaliseComment(comment).length;
}

export function checkComment(comment: string, limit: number): FieldProblem[] {
  const remaining = commentRemaining(comment, limit);
  return remaining < 0 ? [problem('comment', 'commentTooLong', { limit, over: -remaining })] : [];
}
