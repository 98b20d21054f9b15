/**
 * Cuts every cycle of parents: the member that comes first in the list loses its parent, the others keep theirs. Takes linear
 * time: it follows no member twice.
 *
 * @param parents for each place the place of its parent; any number that is no place where it has none. Changed in place
 * @returns the cycles, each from the member that lost its parent, going up from child to parent
 */
export function breakCycles(parents: Int32Array): number[][] {
  /** By place: the walk that came there, from 1. */
  const walkOf = new Uint32Array(parents.length);
  const parentOf = (place: number): number => parents[place] ?? -1;
  const cycles: number[][] = [];
  for (let start = 0; start < parents.length; start += 1) {
    const walk = start + 1;
    let place = start;
    while (walkOf[place] === 0) {
      walkOf[place] = walk;
      place = parentOf(place);
    }
    if (walkOf[place] !== walk) continue;
    const cycle = [place];
    for (let at = parentOf(place); at !== place; at = parentOf(at)) cycle.push(at);
    const cut = cycle.indexOf(cycle.reduce((a, b) => Math.min(a, b)));
    const fromCut = [...cycle.slice(cut), ...cycle.slice(0, cut)];
    cycles.push(fromCut);
    parents[fromCut[0] ?? -1] = -1;
  }
  return cycles;
}
