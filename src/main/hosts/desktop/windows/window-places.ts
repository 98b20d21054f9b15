import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '#main/base/clock.ts';
import { keptFile } from '#main/settings/kept-file.ts';
import { windowPlaceSchema, type WindowPlace } from './window-place.ts';

/** So many displays are remembered; the one used longest ago is forgotten first. */
const MOST_DISPLAYS = 16;
/** After a change the file is written once nothing more has changed for this long, in milliseconds. */
const REST_MS = 500;

const fileSchema = z.strictObject({
  main: windowPlaceSchema.extend({ maximized: z.boolean() }).nullable(),
  quick: z.array(windowPlaceSchema).max(MOST_DISPLAYS),
});
type Kept = z.infer<typeof fileSchema>;
export type MainPlace = NonNullable<Kept['main']>;

/** Where the agent left the windows, in `windows.json` of the data folder. */
export interface WindowPlaces {
  /** The main window's; null where it was never left anywhere. */
  main(): MainPlace | null;
  /** The quick wrap-up's on that display; null where the agent never moved it there. */
  quick(display: number): WindowPlace | null;
  keepMain(place: MainPlace): void;
  keepQuick(place: WindowPlace): void;
  /** Writes what is not written yet, now. */
  flush(): void;
}

/**
 * An unreadable file counts as none.
 *
 * @param onFailure is told where the places cannot be written; they hold until the end of the run all the same
 */
export function windowPlaces(
  dataDir: string,
  clock: Clock,
  onFailure: (error: unknown) => void,
): WindowPlaces {
  const file = keptFile(join(dataDir, 'windows.json'), fileSchema);
  let kept: Kept = file.read() ?? { main: null, quick: [] };
  let cancel: (() => void) | null = null;

  function change(next: Partial<Kept>): void {
    kept = { ...kept, ...next };
    cancel?.();
    cancel = clock.after(REST_MS, flush);
  }

  function flush(): void {
    if (cancel === null) return;
    cancel();
    cancel = null;
    try {
      file.write(kept);
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    main: () => kept.main,
    quick: (display) => kept.quick.find((place) => place.display === display) ?? null,
    keepMain(place) {
      change({ main: place });
    },
    keepQuick(place) {
      const others = kept.quick.filter(({ display }) => display !== place.display);
      change({ quick: [...others, place].slice(-MOST_DISPLAYS) });
    },
    flush,
  };
}
