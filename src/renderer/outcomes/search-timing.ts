import type { AfterwordApi } from '#shared/contract/index.ts';

/** How often the core is told, in milliseconds. */
const EVERY_MS = 10_000;
/** The longest that the core takes, in milliseconds. */
const LONGEST_MS = 60_000;
/** An agent does not type more in that time. The core takes no more at once. */
const MOST = 100;

/**
 * Measures for the site's metrics how long a search takes: from a letter in the field of the outcome until the frame with
 * what was found is painted. Nothing of what is typed is looked at. Loaded only where the site has metrics.
 *
 * @param field the id of the field
 */
export function timeSearches(api: Pick<AfterwordApi, 'noteSearches'>, field: string): void {
  let took: number[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  function tell(): void {
    timer = null;
    void api.noteSearches({ took });
    took = [];
  }

  function note(milliseconds: number): void {
    if (took.length < MOST) took.push(milliseconds);
    timer ??= setTimeout(tell, EVERY_MS);
  }

  document.addEventListener(
    'input',
    ({ target, timeStamp }) => {
      if (!(target instanceof HTMLInputElement) || target.id !== field) return;
      requestAnimationFrame(() => {
        // The frame is painted between its callbacks and the next task. A hidden window paints nothing.
        setTimeout(() => {
          if (document.visibilityState === 'visible')
            note(Math.min(performance.now() - timeStamp, LONGEST_MS));
        });
      });
    },
    { capture: true },
  );
}
