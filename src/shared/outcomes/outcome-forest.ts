import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { breakCycles } from './parent-cycles.ts';

/** An outcome, or a group: a parent that rows of LCM's list name but that the list does not contain. */
export interface OutcomeNode {
  /** Unique in its forest and stable for the same list. The screen remembers focus and expansion by it. */
  readonly key: string;
  /** The outcome's id; null for a group. */
  readonly id: string | null;
  /** The id by which rows refer to this group; null for an outcome. */
  readonly groupId: string | null;
  /** Null for a group without a name; the screen shows words such as "Group 5". */
  readonly name: string | null;
  readonly parent: OutcomeNode | null;
  /** 0 for a root. */
  readonly depth: number;
  readonly children: readonly OutcomeNode[];
  /** Null for a group. */
  readonly row: OutcomeRow | null;
  /** Whether it can be the outcome of a call. */
  readonly choosable: boolean;
  /** The names from the root down to this node, without unnamed groups. Computed on each access. */
  readonly path: readonly string[];
}

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
  /** Every node, in the order in which a fully expanded tree shows them. */
  readonly nodes: readonly OutcomeNode[];
  /** The keys of all nodes that have children. */
  readonly parentKeys: readonly string[];
  readonly problems: readonly OutcomeListProblem[];
  /** The outcome with this id, the first if there are several. */
  byId(id: string): OutcomeNode | null;
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

class TreeNode implements OutcomeNode {
  readonly key: string;
  readonly id: string | null;
  readonly groupId: string | null;
  readonly name: string | null;
  readonly row: OutcomeRow | null;
  readonly children: TreeNode[] = [];
  parent: TreeNode | null = null;
  depth = 0;
  choosable = false;

  constructor(key: string, name: string | null, of: { row: OutcomeRow } | { groupId: string }) {
    this.key = key;
    this.name = name;
    this.row = 'row' in of ? of.row : null;
    this.id = 'row' in of ? of.row.id : null;
    this.groupId = 'row' in of ? null : of.groupId;
  }

  /** Not stored: the paths of a chain of 10,000 outcomes would be 50 million names. */
  get path(): readonly string[] {
    return pathTo(this);
  }
}

function pathTo(end: TreeNode): string[] {
  const names: string[] = [];
  for (let node: TreeNode | null = end; node; node = node.parent) {
    if (node.name !== null) names.push(node.name);
  }
  return names.reverse();
}

/**
 * Builds trees from the rows of a list (vendor pages 003 and 004) by `parentId`, with siblings in the list's order.
 * A parent that is not in the list becomes a group at the root. It takes linear time and does not recurse, so that
 * neither 10,000 rows nor a chain of 10,000 freezes the screen.
 *
 * @param groupNames names of groups by id, from the settings
 */
export function buildOutcomeForest(
  rows: readonly OutcomeRow[],
  groupNames: Readonly<Record<string, string>>,
  { parentsChoosable = true }: OutcomeForestOptions = {},
): OutcomeForest {
  const { outcomes, first, problems } = distinctOutcomes(rows);
  const groups = new Map<string, TreeNode>();

  for (const node of outcomes) {
    if (!node.row) continue;
    const { id, parentId } = node.row;
    if (parentId === id) problems.push({ code: 'selfParent', id });
    else if (parentId !== null && parentId !== '') node.parent = first.get(parentId) ?? groupOf(parentId);
  }
  for (const cycle of breakCycles(outcomes)) {
    const ids = cycle.flatMap((node) => node.id ?? []);
    problems.push({ code: 'cycle', id: ids[0] ?? '', ids });
  }

  // A group takes the position of its first outcome.
  const tops = new Set<TreeNode>();
  for (const node of outcomes) {
    node.parent?.children.push(node);
    const top = node.parent ?? node;
    if (!top.parent && (top === node || top.groupId !== null)) tops.add(top);
  }

  const roots = [...tops];
  const nodes = preorder(roots);
  for (const node of nodes) {
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    node.choosable = node.row !== null && (parentsChoosable || node.children.length === 0);
  }
  const keys = new Map(nodes.map((node) => [node.key, node]));

  return {
    roots,
    nodes,
    parentKeys: nodes.filter((node) => node.children.length > 0).map((node) => node.key),
    problems,
    byId: (id) => first.get(id) ?? null,
    byKey: (key) => keys.get(key) ?? null,
    groupById: (groupId) => groups.get(groupId) ?? null,
    pathOf: (id) => first.get(id)?.path ?? null,
    flatten: (expanded) => flatten(roots, expanded),
  };

  function groupOf(groupId: string): TreeNode {
    let group = groups.get(groupId);
    if (!group) {
      const name = Object.hasOwn(groupNames, groupId) ? (groupNames[groupId] ?? null) : null;
      group = new TreeNode(`group:${groupId}`, name, { groupId });
      groups.set(groupId, group);
    }
    return group;
  }
}

/** Makes one node for each distinct row, in the list's order. Identical rows become one node. */
function distinctOutcomes(rows: readonly OutcomeRow[]): {
  outcomes: TreeNode[];
  first: Map<string, TreeNode>;
  problems: OutcomeListProblem[];
} {
  const outcomes: TreeNode[] = [];
  const first = new Map<string, TreeNode>();
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (const row of rows) {
    const content = JSON.stringify([row.id, row.description, row.campaignId, row.leadScore, row.parentId]);
    if (seen.has(content)) continue;
    seen.add(content);
    const count = (counts.get(row.id) ?? 0) + 1;
    counts.set(row.id, count);
    // The number comes first, so that no id can make two keys equal.
    const node = new TreeNode(`${count}:${row.id}`, row.description, { row });
    if (count === 1) first.set(row.id, node);
    outcomes.push(node);
  }
  const problems: OutcomeListProblem[] = [];
  for (const [id, count] of counts) {
    if (count > 1) problems.push({ code: 'duplicateId', id, rows: count });
  }
  return { outcomes, first, problems };
}

function preorder(roots: readonly TreeNode[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  const pending = [...roots].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
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
