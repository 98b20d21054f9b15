import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { TreeNode, type ForestTable, type OutcomeNode } from './outcome-node.ts';
import { columnsOf, rowAt, type RowColumns } from './packed-rows.ts';
import { breakCycles } from './parent-cycles.ts';
import { allAtOnce, type Steps } from '#shared/steps/steps.ts';

export type { OutcomeNode };

/** What is wrong with a list. Every row is still shown. */
export type OutcomeListProblem =
  /** These rows are each other's ancestors. The first of them, `id`, is shown at the root. */
  | { readonly code: 'cycle'; readonly id: string; readonly ids: readonly string[] }
  /** The row names itself as its parent. It is shown at the root. */
  | { readonly code: 'selfParent'; readonly id: string }
  /** `rows` different rows have this id. All are shown; the id means the first. */
  | { readonly code: 'duplicateId'; readonly id: string; readonly rows: number };

/** One line of the drawn tree, with the values that WAI-ARIA's tree view needs (level is `node.depth + 1`). */
export interface VisibleOutcome {
  readonly node: OutcomeNode;
  readonly expanded: boolean;
  /** From 1. */
  readonly posInSet: number;
  readonly setSize: number;
}

/**
 * A list of outcomes as trees. It is immutable and its nodes point at each other, so give it to Vue through
 * `shallowRef` or `markRaw`.
 */
export interface OutcomeForest {
  readonly roots: readonly OutcomeNode[];
  /** How many nodes there are. */
  readonly size: number;
  /** Whether any node has children. */
  readonly hasParents: boolean;
  /** The node that can be chosen if there is only one; else null. */
  readonly onlyChoosable: OutcomeNode | null;
  /** Every node, in the order in which a fully expanded tree shows them. Made on each access. */
  readonly nodes: readonly OutcomeNode[];
  /** The places of {@link nodes}, in steps, each of a millisecond or so. Found when first asked for. */
  placeSteps(): Steps<Int32Array>;
  /** The node at a place, for one look: it is not kept. */
  lookAt(place: number): OutcomeNode;
  /** The keys of all nodes that have children. Made on each access. */
  readonly parentKeys: readonly string[];
  readonly problems: readonly OutcomeListProblem[];
  /** The outcome with this id, the first if there are several. */
  byId(id: string): OutcomeNode | null;
  /** All outcomes with this id, in the list's order. */
  allById(id: string): readonly OutcomeNode[];
  byKey(key: string): OutcomeNode | null;
  groupById(groupId: string): OutcomeNode | null;
  /** {@link OutcomeNode.path} of the outcome with this id, or null. */
  pathOf(id: string): readonly string[] | null;
  /** The lines to draw when the nodes with these keys are expanded. */
  flatten(expanded: ReadonlySet<string>): VisibleOutcome[];
}

export interface OutcomeForestOptions {
  /** Whether an outcome that has children can itself be chosen. */
  readonly parentsChoosable?: boolean;
}

/**
 * How LCM writes that there is no parent, beside null and an empty text. Page 003 makes the parent mandatory and has `0` for
 * the campaign of a list of no campaign; LCM keys have `-1` in such a place.
 */
const NO_PARENT: ReadonlySet<string> = new Set(['', '0', '-1']);

/** How many rows are taken in one step, which takes a millisecond or less. */
const STEP = 4_000;

/** {@link outcomeForestSteps} in one go. */
export function buildOutcomeForest(
  rows: readonly OutcomeRow[],
  groupNames: Readonly<Record<string, string>>,
  options: OutcomeForestOptions = {},
): OutcomeForest {
  return allAtOnce(outcomeForestSteps(columnsOf(rows), groupNames, options));
}

/**
 * Builds trees from the rows of a list (vendor pages 003 and 004) by `parentId`, with siblings in the list's order.
 * A parent that is not in the list becomes a group at the root, unless it is none. It takes linear time, does not recurse and goes in steps,
 * so that neither 100,000 rows nor a chain of them freezes the screen. Its nodes are made when they are asked for: the screen shows a few of them.
 *
 * @param groupNames names of groups by id, from the settings
 */
export function* outcomeForestSteps(
  rows: RowColumns,
  groupNames: Readonly<Record<string, string>>,
  { parentsChoosable = true }: OutcomeForestOptions = {},
): Steps<OutcomeForest> {
  const count = rows.id.length;
  const { first, places, copies, again } = yield* distinctRows(rows);
  const groups: { readonly id: string; readonly name: string | null }[] = [];
  const groupPlaces = new Map<string, number>();
  const problems: OutcomeListProblem[] = [...places]
    .sort(([, [a = 0]], [, [b = 0]]) => a - b)
    .map(([id, same]) => ({ code: 'duplicateId', id, rows: same.length }));

  const parents = new Int32Array(count).fill(-1);
  yield* inSteps(count, (place) => {
    const parentId = rows.parentId[place] ?? null;
    if (parentId === null || again.has(place) || isNone(parentId)) return;
    if (parentId === rows.id[place]) problems.push({ code: 'selfParent', id: parentId });
    else parents[place] = first.get(parentId) ?? groupOf(parentId);
  });
  /** Without a row before its parent there is no cycle. */
  const isUpward = parents.some((parent, place) => parent > place && parent < count);
  for (const cycle of isUpward ? breakCycles(parents) : []) {
    const ids = cycle.flatMap((place) => rows.id[place] ?? []);
    problems.push({ code: 'cycle', id: ids[0] ?? '', ids });
  }

  const starts = new Int32Array(count + groups.length + 1);
  for (const parent of parents) if (parent >= 0) starts[parent + 1] = (starts[parent + 1] ?? 0) + 1;
  for (let place = 1; place < starts.length; place += 1)
    starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0);
  const children = new Int32Array(starts.at(-1) ?? 0);
  const ends = starts.slice();
  const rootPlaces: number[] = [];
  for (let place = 0; place < count; place += 1) {
    const parent = parents[place] ?? -1;
    if (parent < 0) {
      if (!again.has(place)) rootPlaces.push(place);
      continue;
    }
    const end = ends[parent] ?? 0;
    // A group takes the position of its first outcome.
    if (parent >= count && end === starts[parent]) rootPlaces.push(parent);
    children[end] = place;
    ends[parent] = end + 1;
  }

  const made = new Array<TreeNode | undefined>(count + groups.length);
  const nodeAt = (place: number): TreeNode => (made[place] ??= new TreeNode(table, place));
  const table: ForestTable = {
    ...{ rows, groups, copies, parents, starts, children, parentsChoosable, nodeAt },
    orders: null,
  };
  const roots = rootPlaces.map(nodeAt);
  let inOrder: Int32Array | null = null;

  return {
    roots,
    size: count - again.size + groups.length,
    get hasParents() {
      return children.length > 0;
    },
    get onlyChoosable() {
      let only: number | null = null;
      for (let place = 0; place < count; place += 1) {
        if (again.has(place) || !(parentsChoosable || starts[place] === starts[place + 1])) continue;
        if (only !== null) return null;
        only = place;
      }
      return only === null ? null : nodeAt(only);
    },
    get nodes() {
      return Array.from(allAtOnce(placeSteps()), nodeAt);
    },
    placeSteps,
    lookAt,
    get parentKeys() {
      return [...allAtOnce(placeSteps())].flatMap((place) => {
        const node = lookAt(place);
        return node.hasChildren ? [node.key] : [];
      });
    },
    problems,
    byId,
    allById,
    byKey(key) {
      const at = key.indexOf(':');
      if (at < 0) return null;
      const name = key.slice(at + 1);
      if (key.slice(0, at) === 'group') return groupById(name);
      return allById(name)[Number(key.slice(0, at)) - 1] ?? null;
    },
    groupById,
    pathOf: (id) => byId(id)?.path ?? null,
    flatten: (expanded) => flatten(roots, expanded),
  };

  function* placeSteps(): Steps<Int32Array> {
    return (inOrder ??= yield* preorder(rootPlaces, table));
  }

  function lookAt(place: number): TreeNode {
    return made[place] ?? new TreeNode(table, place);
  }

  function byId(id: string): TreeNode | null {
    const place = first.get(id);
    return place === undefined ? null : nodeAt(place);
  }

  function allById(id: string): readonly TreeNode[] {
    const one = first.get(id);
    return (places.get(id) ?? (one === undefined ? [] : [one])).map(nodeAt);
  }

  function groupById(groupId: string): TreeNode | null {
    const place = groupPlaces.get(groupId);
    return place === undefined ? null : nodeAt(place);
  }

  /** Whether it stands for no parent here: the settings name no such group, and the list has no such row but its own child. */
  function isNone(parentId: string): boolean {
    if (!NO_PARENT.has(parentId) || Object.hasOwn(groupNames, parentId)) return false;
    const listed = first.get(parentId);
    return listed === undefined || rows.parentId[listed] === parentId;
  }

  function groupOf(id: string): number {
    let place = groupPlaces.get(id);
    if (place === undefined) {
      place = count + groups.length;
      groupPlaces.set(id, place);
      groups.push({ id, name: Object.hasOwn(groupNames, id) ? (groupNames[id] ?? null) : null });
    }
    return place;
  }
}

/** Takes each place, some in a step. What is no generator is soon made fast. */
function* inSteps(count: number, take: (place: number) => void): Steps<void> {
  for (let from = 0; from < count; from += STEP) {
    takeSome(from, Math.min(count, from + STEP), take);
    yield undefined;
  }
}

function takeSome(from: number, to: number, take: (place: number) => void): void {
  for (let place = from; place < to; place += 1) take(place);
}

/** Which rows are outcomes of their own: identical ones are one. */
interface DistinctRows {
  /** The place of the first row with an id. */
  readonly first: ReadonlyMap<string, number>;
  /** Of those ids that several distinct rows have: their places. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  readonly copies: ForestTable['copies'];
  /** The places of rows that are in the list before. */
  readonly again: ReadonlySet<number>;
}

function* distinctRows(rows: RowColumns): Steps<DistinctRows> {
  const first = new Map<string, number>();
  const places = new Map<string, number[]>();
  const copies = new Map<number, number>();
  const again = new Set<number>();
  /** The contents of all rows whose id is not theirs alone. */
  const seen = new Set<string>();
  const contentOf = (place: number): string => JSON.stringify(Object.values(rowAt(rows, place)));
  yield* inSteps(rows.id.length, (place) => {
    const id = rows.id[place] ?? '';
    const one = first.get(id);
    if (one === undefined) {
      first.set(id, place);
      return;
    }
    const same = places.get(id) ?? [one];
    if (same.length === 1) seen.add(contentOf(one));
    const content = contentOf(place);
    if (seen.has(content)) again.add(place);
    else {
      seen.add(content);
      copies.set(place, same.push(place));
      places.set(id, same);
    }
  });
  return { first, places, copies, again };
}

function* preorder(roots: readonly number[], table: ForestTable): Steps<Int32Array> {
  const places = new Int32Array(roots.length + table.children.length);
  const orders = new Int32Array(table.starts.length - 1);
  const pending = [...roots].reverse();
  for (let at = 0; pending.length > 0; yield undefined) at = orderSome(pending, at, places, orders, table);
  table.orders = orders;
  return places;
}

/** @returns how many have their place in the order now */
function orderSome(
  pending: number[],
  from: number,
  places: Int32Array,
  orders: Int32Array,
  { starts, children }: ForestTable,
): number {
  let at = from;
  for (; at < from + STEP; at += 1) {
    const place = pending.pop();
    if (place === undefined) break;
    orders[place] = at;
    places[at] = place;
    const first = starts[place] ?? 0;
    for (let child = (starts[place + 1] ?? 0) - 1; child >= first; child -= 1)
      pending.push(children[child] ?? 0);
  }
  return at;
}

function flatten(roots: readonly TreeNode[], expanded: ReadonlySet<string>): VisibleOutcome[] {
  const lines: VisibleOutcome[] = [];
  const pending: { siblings: readonly TreeNode[]; next: number }[] = [{ siblings: roots, next: 0 }];
  for (let level = pending.at(-1); level; level = pending.at(-1)) {
    const node = level.siblings[level.next];
    if (!node) {
      pending.pop();
      continue;
    }
    level.next += 1;
    const open = node.children.length > 0 && expanded.has(node.key);
    lines.push({ node, expanded: open, posInSet: level.next, setSize: level.siblings.length });
    if (open) pending.push({ siblings: node.children, next: 0 });
  }
  return lines;
}
