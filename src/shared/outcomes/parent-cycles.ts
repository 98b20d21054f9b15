/** Has at most one parent. */
interface Child<T> {
  /** Its place in the list of nodes; negative if it is not in there, and then it has no parent. */
  readonly place: number;
  parent: T | null;
}

/**
 * Cuts every cycle of parents: the member that comes first in `nodes` loses its parent, the others keep theirs. Takes linear
 * time: it follows no node twice.
 *
 * @returns the cycles, each from the member that lost its parent, going up from child to parent
 */
export function breakCycles<T extends Child<T>>(nodes: readonly T[]): T[][] {
  /** By place: the walk that came to the node, from 1. */
  const walkOf = new Uint32Array(nodes.length);
  const cycles: T[][] = [];
  for (const start of nodes) {
    const walk = start.place + 1;
    let node: T | null = start;
    while (node !== null && node.place >= 0 && walkOf[node.place] === 0) {
      walkOf[node.place] = walk;
      node = node.parent;
    }
    if (node === null || node.place < 0 || walkOf[node.place] !== walk) continue;
    const cycle = membersOf(node);
    const cut = cycle.reduce((a, b) => (b.place < a.place ? b : a));
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
