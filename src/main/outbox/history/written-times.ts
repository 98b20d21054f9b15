import type { ShownWords } from '#shared/contract/requests/history.ts';
import { foldPlain } from '#shared/text/search-text.ts';

/** How the page writes instants. */
export interface TimeStyle {
  /** The same for the same way of writing. */
  readonly key: string;
  /** Folded (`foldPlain`); by the page's zone if none is given. */
  readonly write: (at: number, zone: string | null) => string;
}

/** @param times how, as the page tells it; without it, nothing is written */
export function timeStyle(times: ShownWords['times'] | undefined): TimeStyle {
  if (times === undefined) return { key: '', write: () => '' };
  const { locale, ...options } = times;
  const formats = new Map<string | null, Intl.DateTimeFormat | null>();
  function formatOf(zone: string | null): Intl.DateTimeFormat | null {
    const made = formats.get(zone);
    if (made !== undefined) return made;
    let format: Intl.DateTimeFormat | null = null;
    try {
      format = new Intl.DateTimeFormat(String(locale), {
        ...options,
        ...(zone !== null && { timeZone: zone }),
      });
    } catch {
      // It is no format. Everything else can still be found.
    }
    formats.set(zone, format);
    return format;
  }
  return {
    key: JSON.stringify(times),
    write(at, zone) {
      const format = formatOf(zone);
      // Damage to the database may leave a number that is no time.
      return format === null || Math.abs(at) > 8.64e15 ? '' : foldPlain(format.format(at));
    },
  };
}
