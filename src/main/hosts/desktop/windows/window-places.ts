import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '#main/base/clock.ts';
import { keptFile } from '#main/settings/kept-file.ts';
import { windowPlaceSchema, type WindowPlace } from './window-place-schema.ts';

/** How many displays are remembered. The one used longest ago is forgotten first. */
const MAX_DISPLAYS = 16;
/** The file is written once nothing has changed for this long, in milliseconds. */
const REST_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** An agent who has not opened the quick wrap-up for so many days does not use it. */
const UNUSED_DAYS = 30;

const fileSchema = z.strictObject({
  main: windowPlaceSchema.extend({ maximized: z.boolean() }).nullable(),
  quick: z.array(windowPlaceSchema).max(MAX_DISPLAYS),
  quickUsed: z.number().nullable().default(null),
});
type Kept = z.infer<typeof fileSchema>;
export type MainPlace = NonNullable<Kept['main']>;

/** Where the agent left the windows, and whether they use both. Kept in `windows.json` of the data folder. */
export interface WindowPlaces {
  /** The main window's place; null if there is none yet. */
  main(): MainPlace | null;
  /** The quick wrap-up's place on that display; null if the agent never moved it there. */
  quick(display: number): WindowPlace | null;
  /** Whether the agent has opened the quick wrap-up in the last weeks, so that it is made in advance. */
  usesQuick(): boolean;
  /** Tells that the agent has opened it. */
  quickOpened(): void;
  keepMain(place: MainPlace): void;
  keepQuick(place: WindowPlace): void;
  /** Writes now what is not written yet. */
  flush(): void;
}

/**
 * The places in the file. An unreadable file counts as empty.
 *
 * @param onFailure called if the places cannot be written; they still hold until the end of the run
 */
export function windowPlaces(
  dataDir: string,
  clock: Clock,
  onFailure: (error: unknown) => void,
): WindowPlaces {
  const file = keptFile(join(dataDir, 'windows.json'), fileSchema);
  let kept: Kept = file.read() ?? { main: null, quick: [], quickUsed: null };
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

  const daysSinceQuick = (): number => (clock.now() - (kept.quickUsed ?? -Infinity)) / DAY_MS;

  return {
    main: () => kept.main,
    quick: (display) => kept.quick.find((place) => place.display === display) ?? null,
    usesQuick: () => daysSinceQuick() < UNUSED_DAYS,
    quickOpened() {
      // One write a day is enough.
      if (daysSinceQuick() >= 1) change({ quickUsed: clock.now() });
    },
    keepMain: (place) => change({ main: place }),
    keepQuick(place) {
      const others = kept.quick.filter(({ display }) => display !== place.display);
      change({ quick: [...others, place].slice(-MAX_DISPLAYS) });
    },
    flush,
  };
}
