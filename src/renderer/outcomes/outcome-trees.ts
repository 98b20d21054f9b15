import { outcomeForestSteps, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { unpackSteps } from '#shared/outcomes/packed-rows.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { inPieces } from './in-background.ts';
import type { Steps } from '#shared/steps/steps.ts';

/** The trees of the lists that the window has shown: each is made once for each version of its rows. */
export interface OutcomeTrees {
  /** The versions whose rows need not cross again. */
  known(): string[];
  /** The tree of a list; null if its rows did not come and are not known any more. */
  of(list: OutcomeList): Promise<OutcomeForest | null>;
}

/** How many trees are kept besides those in use, and with how many rows. Most agents work on one or two campaigns at a time. */
const MOST = 4;
const MOST_ROWS = 200_000;

/** @param isInUse whether a call on screen has the list of this version */
export function createOutcomeTrees(
  form: () => FormSettings | undefined,
  isInUse: (version: string) => boolean,
): OutcomeTrees {
  /** By version, the last asked for at the end. */
  const trees = new Map<string, { readonly count: number; readonly tree: Promise<OutcomeForest> }>();

  function dropOthers(wanted: string): void {
    let kept = 0;
    let rows = 0;
    for (const [version, { count }] of [...trees].reverse()) {
      if (version === wanted || isInUse(version)) continue;
      kept += 1;
      rows += count;
      if (kept > MOST || rows > MOST_ROWS) trees.delete(version);
    }
  }

  function* steps(packed: string): Steps<OutcomeForest> {
    const rows = yield* unpackSteps(packed);
    const settings = form();
    return yield* outcomeForestSteps(rows, settings?.groupNames ?? {}, settings);
  }

  return {
    known: () => [...trees.keys()],
    of({ version, count, packed }) {
      const tree = trees.get(version)?.tree ?? (packed === null ? null : inPieces(steps(packed)));
      if (tree === null) return Promise.resolve(null);
      trees.delete(version);
      trees.set(version, { count, tree });
      dropOthers(version);
      return tree;
    },
  };
}
