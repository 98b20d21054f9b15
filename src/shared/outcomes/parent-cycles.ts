/** Has at most one parent. */
interface Child<T> {
  parent: T | null;
}

/**
 * Cuts every cycle of parents: the member that comes first in `nodes` loses its parent, the others keep theirs.
 * A parent may be missing from `nodes` if it has no parent itself. Takes linear time: it follows no node twice.
 *
 * @returns the cycles, each from the member that lost its parent, going up from child to parent
 */
export function breakCycles<T extends Child<T>>(nodes: readonly T[]): T[][] {
  const order = new Map(nodes.map((node, index) => [node, index]));
  const walkOf = new Map<T, number>();
  const cycles: T[][] = [];
  for (const [walk, start] of nodes.entries()) {
    let node: T | null = start;
    while (node && !walkOf.has(node)) {
      walkOf.set(node, walk);
      node = node.parent;
    }
    if (!node || walkOf.get(node) !== walk) continue;
    const cycle = membersOf(node);
    const cut = cycle.reduce((a, b) => ((order.get(b) ?? 0) < (order.get(a) ?? 0) ? b : a));
    const at = cycle.indexOf(cut);
    cycles.push([...cycle.slice(at), ...cycle.slice(0, at)]);
    cut.parent = null;
  }
  return cycles;
}

function membersOf<T extends Child<T>>(start: T): T[] {
  const members = [start];
  for (let node = start.parent; node && node !== start; node = node.parent) members.push(node);
  return members;
}
