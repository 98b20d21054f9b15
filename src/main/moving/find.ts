import { weightOf } from './contents.ts';
import type { DataPlaces } from './places.ts';
import { isStillAsMoved, readRecord } from './record.ts';

/**
 * `settled`: there is nothing but this folder. `toMove`: the data lie in the profile, and the next start moves them. `copyLeft`: what
 * was moved is still in the profile too. `otherLeft`: other data lie in the place that is not used.
 */
type Standing = 'settled' | 'toMove' | 'copyLeft' | 'otherLeft';

/** What there is to know of a data folder that is in use. */
export interface FolderStanding {
  readonly standing: Standing;
  /** The folder that is not used although there are data in it; null if there is none. */
  readonly other: string | null;
}

export const SETTLED: FolderStanding = { standing: 'settled', other: null };

export interface FoundFolder extends FolderStanding {
  readonly path: string;
}

/** Which folder is in use. Changes nothing, and does not throw. */
export function findDataFolder({ local, roaming, stays }: DataPlaces): FoundFolder {
  if (roaming === null) return { path: local, ...SETTLED };
  const there = weightOf(roaming);
  const here = weightOf(local);
  if (there === 0) return { path: stays && here === 0 ? roaming : local, ...SETTLED };
  if (isStillAsMoved(roaming, readRecord(local)))
    return { path: local, standing: 'copyLeft', other: roaming };
  if (stays)
    return {
      path: roaming,
      standing: here === 0 ? 'settled' : 'otherLeft',
      other: here === 0 ? null : local,
    };
  return there > here
    ? { path: roaming, standing: 'toMove', other: null }
    : { path: local, standing: 'otherLeft', other: roaming };
}
