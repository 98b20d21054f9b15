import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

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
  /** Its place in `OutcomeForest.nodes`; -1 before these are first asked for. */
  readonly order: number;
  /** The names from the root down to this node, without unnamed groups. Computed on each access. */
  readonly path: readonly string[];
}

/** Shared by all nodes without children: there may be 100,000. */
const NONE: readonly TreeNode[] = Object.freeze<TreeNode[]>([]);

/** A node while its forest is built. What is rarely asked for is computed then. */
export class TreeNode implements OutcomeNode {
  readonly row: OutcomeRow | null;
  readonly groupId: string | null;
  readonly name: string | null;
  /** Its place among the distinct rows of the list; -1 for a group. */
  readonly place: number;
  children: readonly TreeNode[] = NONE;
  parent: TreeNode | null = null;
  order = -1;
  /** From 1, among the rows with the same id. */
  private readonly copy: number;
  private readonly parentsChoosable: boolean;
  private knownDepth = -1;

  constructor(
    row: OutcomeRow | null,
    groupId: string | null,
    name: string | null,
    { place, copy, parentsChoosable } = { place: -1, copy: 0, parentsChoosable: false },
  ) {
    this.row = row;
    this.groupId = groupId;
    this.name = name;
    this.place = place;
    this.copy = copy;
    this.parentsChoosable = parentsChoosable;
  }

  get id(): string | null {
    return this.row === null ? null : this.row.id;
  }

  /** The number comes first, so that no id can make two keys equal. */
  get key(): string {
    return this.row === null ? `group:${this.groupId ?? ''}` : `${this.copy}:${this.row.id}`;
  }

  get choosable(): boolean {
    return this.row !== null && (this.parentsChoosable || this.children.length === 0);
  }

  /** Counts each node once: every node of a long chain may be asked. */
  get depth(): number {
    if (this.knownDepth >= 0) return this.knownDepth;
    const above: TreeNode[] = [this];
    let node = this.parent;
    for (; node !== null && node.knownDepth < 0; node = node.parent) above.push(node);
    let depth = node === null ? -1 : node.knownDepth;
    for (const each of above.reverse()) each.knownDepth = depth += 1;
    return depth;
  }

  /** Not stored: the paths of a chain of 10,000 outcomes would be 50 million names. */
  get path(): readonly string[] {
    const names = this.name === null ? [] : [this.name];
    for (let node = this.parent; node !== null; node = node.parent) {
      if (node.name !== null) names.push(node.name);
    }
    return names.reverse();
  }

  /** While the forest is built. */
  add(child: TreeNode): void {
    if (this.children === NONE) this.children = [child];
    else (this.children as TreeNode[]).push(child);
  }
}
