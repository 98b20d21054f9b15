import { KINDS, SUBMISSION_KINDS } from '#shared/wrapup/submission-kind.ts';

type Rules = (typeof KINDS)[keyof typeof KINDS];

/** The kinds of submissions to which that applies, as a list for SQL: `('disposition')`. */
export function kindsSql(applies: (rules: Rules) => boolean): string {
  const names = SUBMISSION_KINDS.filter((kind) => applies(KINDS[kind]));
  return `(${names.map((name) => `'${name}'`).join(', ')})`;
}

export const WRAPPING_UP = kindsSql(({ wrapsUp }) => wrapsUp);
