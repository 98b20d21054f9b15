/** What the keys need to know of a node. */
export interface TreeNode<N> {
  readonly key: string;
  readonly parent: N | null;
  readonly children: readonly N[];
  readonly choosable: boolean;
}

export interface TreeLine<N> {
  readonly node: N;
  readonly expanded: boolean;
}

/** What a key does on the tree: go to a line, open or close groups, choose a node. */
export type TreeAction<N> =
  | { readonly kind: 'go'; readonly place: number }
  | { readonly kind: 'expand'; readonly keys: readonly string[] }
  | { readonly kind: 'collapse'; readonly keys: readonly string[] }
  | { readonly kind: 'choose'; readonly node: N };

const MIRRORED: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' };

/**
 * Keys of the WAI-ARIA tree view pattern (APG, "Tree View"), without type-ahead, which needs a memory.
 *
 * @param page number of lines that Page Up and Page Down move
 * @param mirrored the tree is read from right to left, so Left and Right are swapped
 * @returns null if the key means nothing here
 */
export function treeAction<N extends TreeNode<N>>(
  key: string,
  lines: readonly TreeLine<N>[],
  place: number,
  page: number,
  mirrored = false,
): TreeAction<N> | null {
  const line = lines[place];
  if (line === undefined) return null;
  const { node, expanded } = line;
  const last = lines.length - 1;
  const go = (to: number): TreeAction<N> => ({ kind: 'go', place: Math.min(Math.max(to, 0), last) });

  switch (mirrored ? (MIRRORED[key] ?? key) : key) {
    case 'ArrowDown':
      return go(place + 1);
    case 'ArrowUp':
      return go(place - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(last);
    case 'PageDown':
      return go(place + page);
    case 'PageUp':
      return go(place - page);
    case 'ArrowRight':
      if (node.children.length === 0) return null;
      return expanded ? go(place + 1) : { kind: 'expand', keys: [node.key] };
    case 'ArrowLeft':
      if (expanded) return { kind: 'collapse', keys: [node.key] };
      return node.parent === null ? null : go(lines.findIndex((other) => other.node === node.parent));
    case '*':
      return { kind: 'expand', keys: siblings(lines, node).map((sibling) => sibling.key) };
    case 'Enter':
    case ' ':
      if (node.choosable) return { kind: 'choose', node };
      return { kind: expanded ? 'collapse' : 'expand', keys: [node.key] };
    default:
      return null;
  }
}

function siblings<N extends TreeNode<N>>(lines: readonly TreeLine<N>[], node: N): readonly N[] {
  const all =
    node.parent?.children ?? lines.filter((line) => line.node.parent === null).map((line) => line.node);
  return all.filter((sibling) => sibling.children.length > 0);
}

const RESET_MS = 700;

/**
 * Type-ahead of the tree view pattern: finds the next line, from the focused one and around the end, whose label begins
 * with the letters typed without a pause. Typing the same letter again goes to the next such line.
 */
export function createTypeAhead(): {
  find(letter: string, labels: readonly string[], place: number, now: number): number;
} {
  let typed = '';
  let at = 0;
  return {
    find(letter, labels, place, now) {
      typed = now - at > RESET_MS ? letter : typed + letter;
      at = now;
      const repeated = typed === letter.repeat(typed.length);
      const sought = (repeated ? letter : typed).toLocaleLowerCase();
      const first = repeated ? place + 1 : place;
      for (let step = 0; step < labels.length; step += 1) {
        const candidate = (first + step) % labels.length;
        if (labels[candidate]?.toLocaleLowerCase().startsWith(sought) === true) return candidate;
      }
      return -1;
    },
  };
}
