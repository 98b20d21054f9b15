import type { BlockScope } from '#shared/draft/block.ts';

/** Between the names of an outcome and its parents in a summary, and between the two outcomes of a wrap-up. */
export const PATH_SEPARATOR = ' › ';
export const OUTCOME_SEPARATOR = ' · ';

/** The summary of a callback without an outcome, as it is stored and exported. The screen translates it. */
export const CALLBACK_ALONE = 'Callback';

/** Whether one of the outcomes of a summary is the one with this path or one below it. */
export function isWithinPath(summary: string, path: string): boolean {
  return summary
    .split(OUTCOME_SEPARATOR)
    .some((outcome) => outcome === path || outcome.startsWith(path + PATH_SEPARATOR));
}

/** The paths of the outcomes of a summary, each after those of its parents. */
export function pathsIn(summary: string): string[] {
  return summary.split(OUTCOME_SEPARATOR).flatMap((outcome) => {
    const names = outcome.split(PATH_SEPARATOR);
    return names.map((_, index) => names.slice(0, index + 1).join(PATH_SEPARATOR));
  });
}

/** A do-not-call as its summary says it. `until` is on the clock of an IANA zone; null: for ever. */
export interface BlockWords {
  readonly scope: BlockScope;
  readonly field: string | null;
  readonly until: { readonly date: string; readonly time: string; readonly zone: string } | null;
}

const SCOPE_WORDS = { number: 'Number', contact: 'Contact', campaign: 'Campaign', field: 'Field' } as const;

/**
 * The summary of a do-not-call, as it is stored and exported: `Number · for ever`, `Field LName · until 2027-03-03 23:59
 * Europe/Madrid`. It has no value of the contact, since everybody may read it. The screen words it ({@link readBlock}).
 */
export function doNotCallSummary({ scope, field, until }: BlockWords): string {
  const whom = scope === 'field' ? `${SCOPE_WORDS.field} ${field ?? ''}` : SCOPE_WORDS[scope];
  const howLong = until === null ? 'for ever' : `until ${until.date} ${until.time} ${until.zone}`;
  return `${whom} · ${howLong}`;
}

/** What a summary of a do-not-call says; null if it is another summary. */
export function readBlock(summary: string): BlockWords | null {
  const match =
    /^(?:(Number|Contact|Campaign)|Field (.+)) · (?:for ever|until (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) (\S+))$/.exec(
      summary,
    );
  if (match === null) return null;
  const [, whom = '', field = null, date, time = '', zone = ''] = match;
  const scope = (['number', 'contact', 'campaign'] as const).find((each) => SCOPE_WORDS[each] === whom);
  return { scope: scope ?? 'field', field, until: date === undefined ? null : { date, time, zone } };
}
