import { reasonWords } from '#main/words/reason-words.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** One thing that the doctor looked at, and what it found, in English: a server room reads it in a terminal or a log. */
export interface Finding {
  readonly check: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly words: string;
  /** What else is worth knowing; '' for nothing. */
  readonly note: string;
  /** The reason's code, for programs; null if there is none. */
  readonly code: string | null;
}

export function finding(check: string, state: Finding['state'], words: string | Reason, note = ''): Finding {
  return typeof words === 'string'
    ? { check, state, words, note, code: null }
    : { check, state, words: reasonWords(words, 'en'), note, code: words.code };
}
