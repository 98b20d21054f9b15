import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { rowAt, type RowColumns } from './packed-rows.ts';

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
  /** Null for a group. Made on each access. */
  readonly row: OutcomeRow | null;
  /** Whether it can be the outcome of a call. */
  readonly choosable: boolean;
  /** Its place in `OutcomeForest.nodes`; -1 before their order is first asked for. */
  readonly order: number;
  /** The names from the root down to this node, without unnamed groups. Computed on each access. */
  readonly path: readonly string[];
}

/** What the nodes of a forest are made from, by place: the rows of the list in their order, then the groups. */
export interface ForestTable {
  readonly rows: RowColumns;
  readonly groups: readonly { readonly id: string; readonly name: string | null }[];
  /** Of those rows whose id is not theirs alone: from 2, which of its rows it is. */
  readonly copies: ReadonlyMap<number, number>;
  /** For each row, the place of its parent, or -1. */
  readonly parents: Int32Array;
  /** The children of `n` are in `children` from `starts[n]` up to, but not including, `starts[n + 1]`. */
  readonly starts: Int32Array;
  readonly children: Int32Array;
  readonly parentsChoosable: boolean;
  /** For each place, its place in `OutcomeForest.nodes`; null before their order is first asked for. */
  orders: Int32Array | null;
  readonly nodeAt: (place: number) => TreeNode;
}

/** Shared by all nodes without children: there may be 100,000. */
const NONE: readonly TreeNode[] = Object.freeze<TreeNode[]>([]);

/** A node, made when it is first asked for; what is rarely asked for is computed then. */
export class TreeNode implements OutcomeNode {
  readonly place: number;
  private readonly table: ForestTable;
  private knownChildren: readonly TreeNode[] | null = null;
  private knownDepth = -1;

  constructor(table: ForestTable, place: number) {
    this.table = table;
    this.place = place;
  }

  private get group(): ForestTable['groups'][number] | undefined {
    return this.table.groups[this.place - this.table.parents.length];
  }

  get id(): string | null {
    return this.table.rows.id[this.place] ?? null;
  }

  get groupId(): string | null {
    return this.group?.id ?? null;
  }

  get name(): string | null {
    const { id, description } = this.table.rows;
    return (description[this.place] || id[this.place]) ?? this.group?.name ?? null;
  }

  get row(): OutcomeRow | null {
    return this.id === null ? null : rowAt(this.table.rows, this.place);
  }

  /** The number comes first, so that no id can make two keys equal. */
  get key(): string {
    return this.id === null
      ? `group:${this.groupId ?? ''}`
      : `${this.table.copies.get(this.place) ?? 1}:${this.id}`;
  }

  get parent(): TreeNode | null {
    const parent = this.table.parents[this.place] ?? -1;
    return parent < 0 ? null : this.table.nodeAt(parent);
  }

  get children(): readonly TreeNode[] {
    return (this.knownChildren ??= this.hasChildren ? this.readChildren() : NONE);
  }

  private readChildren(): TreeNode[] {
    const { starts, children, nodeAt } = this.table;
    return Array.from(children.subarray(starts[this.place], starts[this.place + 1]), nodeAt);
  }

  get hasChildren(): boolean {
    const { starts } = this.table;
    return starts[this.place] !== starts[this.place + 1];
  }

  get choosable(): boolean {
    return this.id !== null && (this.table.parentsChoosable || !this.hasChildren);
  }

  get order(): number {
    return this.table.orders?.[this.place] ?? -1;
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
}
