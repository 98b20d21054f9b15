import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { TreeNode, type OutcomeNode } from './outcome-node.ts';
import { breakCycles } from './parent-cycles.ts';

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
  /** Every node, in the order in which a fully expanded tree shows them. Made when first asked for. */
  readonly nodes: readonly OutcomeNode[];
  /** The keys of all nodes that have children. Made when first asked for. */
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

/** How many rows are taken in one step, which takes a millisecond or two. */
const STEP = 4_000;

/** {@link outcomeForestSteps} in one go. */
export function buildOutcomeForest(
  rows: readonly OutcomeRow[],
  groupNames: Readonly<Record<string, string>>,
  options: OutcomeForestOptions = {},
): OutcomeForest {
  const steps = outcomeForestSteps(rows, groupNames, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Builds trees from the rows of a list (vendor pages 003 and 004) by `parentId`, with siblings in the list's order.
 * A parent that is not in the list becomes a group at the root. It takes linear time, does not recurse and goes in steps,
 * so that neither 100,000 rows nor a chain of them freezes the screen.
 *
 * @param groupNames names of groups by id, from the settings
 */
export function* outcomeForestSteps(
  rows: readonly OutcomeRow[],
  groupNames: Readonly<Record<string, string>>,
  { parentsChoosable = true }: OutcomeForestOptions = {},
): Generator<undefined, OutcomeForest> {
  const { outcomes, first, copies } = yield* distinctOutcomes(rows, parentsChoosable);
  const groups = new Map<string, TreeNode>();
  const problems: OutcomeListProblem[] = [...copies.values()]
    .sort(([a], [b]) => (a?.place ?? 0) - (b?.place ?? 0))
    .map((same) => ({ code: 'duplicateId', id: same[0]?.id ?? '', rows: same.length }));

  /** Without a row before its parent there is no cycle. */
  let isUpward = false;
  for (const node of outcomes) {
    const { id, parentId } = node.row as OutcomeRow;
    if (parentId === id) problems.push({ code: 'selfParent', id });
    else if (parentId !== null && parentId !== '') {
      node.parent = first.get(parentId) ?? groupOf(parentId);
      isUpward ||= node.parent.place > node.place;
    }
    if (node.place % STEP === STEP - 1) yield undefined;
  }
  for (const cycle of isUpward ? breakCycles(outcomes) : []) {
    const ids = cycle.flatMap((node) => node.id ?? []);
    problems.push({ code: 'cycle', id: ids[0] ?? '', ids });
  }

  const roots: TreeNode[] = [];
  for (const node of outcomes) {
    const { parent } = node;
    if (parent === null) roots.push(node);
    // A group takes the position of its first outcome.
    else if (parent.groupId !== null && parent.children.length === 0) roots.push(parent);
    parent?.add(node);
    if (node.place % STEP === STEP - 1) yield undefined;
  }
  let nodes: readonly TreeNode[] | null = null;
  let parentKeys: readonly string[] | null = null;

  return {
    roots,
    size: outcomes.length + groups.size,
    get hasParents() {
      return roots.some(({ children }) => children.length > 0);
    },
    get onlyChoosable() {
      const one = outcomes.find(({ choosable }) => choosable) ?? null;
      return outcomes.some((node) => node !== one && node.choosable) ? null : one;
    },
    get nodes() {
      return (nodes ??= preorder(roots));
    },
    get parentKeys() {
      return (parentKeys ??= this.nodes.filter(({ children }) => children.length > 0).map(({ key }) => key));
    },
    problems,
    byId: (id) => first.get(id) ?? null,
    allById,
    byKey(key) {
      const at = key.indexOf(':');
      if (at < 0) return null;
      const name = key.slice(at + 1);
      if (key.slice(0, at) === 'group') return groups.get(name) ?? null;
      return allById(name)[Number(key.slice(0, at)) - 1] ?? null;
    },
    groupById: (groupId) => groups.get(groupId) ?? null,
    pathOf: (id) => first.get(id)?.path ?? null,
    flatten: (expanded) => flatten(roots, expanded),
  };

  function allById(id: string): readonly TreeNode[] {
    const one = first.get(id);
    return copies.get(id) ?? (one === undefined ? [] : [one]);
  }

  function groupOf(groupId: string): TreeNode {
    let group = groups.get(groupId);
    if (!group) {
      const name = Object.hasOwn(groupNames, groupId) ? (groupNames[groupId] ?? null) : null;
      group = new TreeNode(null, groupId, name);
      groups.set(groupId, group);
    }
    return group;
  }
}

/**
 * Makes one node for each distinct row, in the list's order. Identical rows become one node. `copies` are the nodes of
 * those ids that several rows have.
 */
function* distinctOutcomes(
  rows: readonly OutcomeRow[],
  parentsChoosable: boolean,
): Generator<
  undefined,
  { outcomes: TreeNode[]; first: Map<string, TreeNode>; copies: Map<string, TreeNode[]> }
> {
  const outcomes: TreeNode[] = [];
  const first = new Map<string, TreeNode>();
  const copies = new Map<string, TreeNode[]>();
  /** The contents of all rows whose id is not theirs alone. */
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    if (at % STEP === STEP - 1) yield undefined;
    const one = first.get(row.id);
    let copy = 1;
    if (one !== undefined) {
      const same = copies.get(row.id) ?? [one];
      if (same.length === 1) seen.add(contentOf(one.row as OutcomeRow));
      const content = contentOf(row);
      if (seen.has(content)) continue;
      seen.add(content);
      copy = same.length + 1;
      copies.set(row.id, same);
    }
    const name = row.description === '' ? row.id : row.description;
    const node = new TreeNode(row, null, name, { place: outcomes.length, copy, parentsChoosable });
    if (one === undefined) first.set(row.id, node);
    else copies.get(row.id)?.push(node);
    outcomes.push(node);
  }
  return { outcomes, first, copies };
}

function contentOf({ id, description, campaignId, leadScore, parentId }: OutcomeRow): string {
  return JSON.stringify([id, description, campaignId, leadScore, parentId]);
}

function preorder(roots: readonly TreeNode[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  const pending = [...roots].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    node.order = nodes.length;
    nodes.push(node);
    for (let i = node.children.length - 1; i >= 0; i -= 1) pending.push(node.children[i] as TreeNode);
  }
  return nodes;
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
