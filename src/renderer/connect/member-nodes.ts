import type { BusMember } from '#shared/contract/connect.ts';

/** A member in the tree of its group. */
export interface MemberNode {
  /** Its JSON Pointer. */
  readonly key: string;
  readonly member: BusMember;
  readonly parent: MemberNode | null;
  readonly children: MemberNode[];
  /** Only a member without members of its own can be something of a call. */
  readonly choosable: boolean;
}

export interface MemberLine {
  readonly node: MemberNode;
  readonly expanded: boolean;
  readonly setSize: number;
  readonly posInSet: number;
}

/** @param members in the order of the tree, each below its own group */
export function memberNodes(members: readonly BusMember[]): MemberNode[] {
  const top: MemberNode[] = [];
  const above: MemberNode[] = [];
  for (const member of members) {
    above.length = member.depth;
    const parent = above.at(-1) ?? null;
    const node: MemberNode = {
      key: member.pointer,
      member,
      parent,
      children: [],
      choosable: member.kind !== 'group' && member.kind !== 'list',
    };
    (parent?.children ?? top).push(node);
    above.push(node);
  }
  return top;
}

/** The lines that are shown if these are closed. */
export function memberLines(top: readonly MemberNode[], closed: ReadonlySet<string>): MemberLine[] {
  return top.flatMap((node, at): MemberLine[] => {
    const expanded = node.children.length > 0 && !closed.has(node.key);
    const line = { node, expanded, setSize: top.length, posInSet: at + 1 };
    return [line, ...(expanded ? memberLines(node.children, closed) : [])];
  });
}
