/** An outcome as the contenders show it. */
export interface Outcome {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  /** The names from the root down. */
  readonly path: string;
  /** The path as it is searched. */
  readonly folded: string;
}

/** The names and parents of the outcomes that the simulator generates, parents first. */
export function generateOutcomes(count: number): Outcome[] {
  const outcomes: Outcome[] = [];
  const add = (name: string, parent: Outcome | undefined): void => {
    const path = parent === undefined ? name : `${parent.path} › ${name}`;
    const id = String(outcomes.length);
    outcomes.push({ id, parentId: parent?.id ?? null, name, path, folded: path.toLowerCase() });
  };
  for (let at = 0; at < count; at += 1) {
    if (at < 10) add(`Area ${at + 1}`, undefined);
    else if (at < 110) add(`Group ${at - 9}`, outcomes[at % 10]);
    else add(`Outcome ${at - 109} of group ${(at % 100) + 1}`, outcomes[10 + (at % 100)]);
  }
  return outcomes;
}

/** The part of a tree that leads to the hits: a hit whose parent is none is shown at the root. */
export function filterTree(hits: readonly Outcome[]): {
  roots: Outcome[];
  children: ReadonlyMap<string, Outcome[]>;
  parents: string[];
} {
  const found = new Set(hits.map(({ id }) => id));
  const roots: Outcome[] = [];
  const children = new Map<string, Outcome[]>();
  for (const hit of hits) {
    if (hit.parentId === null || !found.has(hit.parentId)) roots.push(hit);
    else if (!children.get(hit.parentId)?.push(hit)) children.set(hit.parentId, [hit]);
  }
  return { roots, children, parents: [...children.keys()] };
}
