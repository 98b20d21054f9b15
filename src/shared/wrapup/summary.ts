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
