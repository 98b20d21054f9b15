import { ForestBuilder, type OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { ComingRows, OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { LINE, linesOf, unpackLine } from '#shared/outcomes/packed-rows.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import { inPieces } from './in-background.ts';

/** The trees of the lists that the window has shown: each is made once for each version of its rows. */
export interface OutcomeTrees {
  /** The versions whose rows need not cross again. */
  known(): string[];
  /**
   * Makes the tree of a list while its lines come. Resolves once all have come; then {@link of} knows the tree, unless there is none.
   *
   * @param linesFrom asks for the lines after so many
   */
  ahead(linesFrom: (from: number) => Promise<ComingRows | null>): Promise<void>;
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

  function builder(): ForestBuilder {
    const settings = form();
    return new ForestBuilder(settings?.groupNames ?? {}, settings);
  }

  function* add(lines: readonly string[], to: ForestBuilder): Generator<undefined, void> {
    for (const line of lines) {
      to.add(unpackLine(line));
      yield undefined;
    }
  }

  function* steps(packed: string): Generator<undefined, OutcomeForest> {
    const tree = builder();
    yield* add(linesOf(packed), tree);
    return yield* tree.finish();
  }

  return {
    known: () => [...trees.keys()],
    async ahead(linesFrom) {
      const tree = builder();
      let made = Promise.resolve();
      let count = 0;
      for (;;) {
        const next = await linesFrom(count);
        if (next === null) return;
        const { lines, version } = next;
        count += lines.length;
        // What comes next is asked for meanwhile.
        made = made.then(() => inPieces(add(lines, tree)));
        if (version === null) continue;
        if (!trees.has(version))
          trees.set(version, { count: count * LINE, tree: made.then(() => inPieces(tree.finish())) });
        return;
      }
    },
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
