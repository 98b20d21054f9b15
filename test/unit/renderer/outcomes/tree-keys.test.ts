import { describe, expect, it } from 'vitest';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { createTypeAhead, treeAction } from '../../../../src/renderer/outcomes/tree-keys.ts';
import { row, ROWS } from '../scripted-core.ts';

/** 0 Payment · 1 Promise to pay · 2 Failure · 3 Card declined · 4 Not interested, all open. */
const forest = buildOutcomeForest(ROWS, {});
const open = forest.flatten(new Set(forest.parentKeys));
const closed = forest.flatten(new Set());
const keyOf = (id: string): string => forest.byId(id)?.key ?? '';

describe('keys of the tree (WAI-ARIA APG, Tree View)', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowUp', 2, 1],
    ['ArrowUp', 0, 0],
    ['ArrowDown', 4, 4],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['PageDown', 0, 3],
    ['PageUp', 4, 1],
  ])('%s goes from line %i to %i', (key, from, to) => {
    expect(treeAction(key, open, from, 3)).toEqual({ kind: 'go', place: to });
  });

  it('Right opens a closed parent, then goes to its first child, and does nothing on a leaf', () => {
    expect(treeAction('ArrowRight', closed, 0, 3)).toEqual({ kind: 'expand', keys: [keyOf('1')] });
    expect(treeAction('ArrowRight', open, 0, 3)).toEqual({ kind: 'go', place: 1 });
    expect(treeAction('ArrowRight', open, 1, 3)).toBeNull();
  });

  it('Left closes an open parent without leaving it, then goes up exactly one level', () => {
    expect(treeAction('ArrowLeft', open, 2, 3)).toEqual({ kind: 'collapse', keys: [keyOf('3')] });
    expect(treeAction('ArrowLeft', open, 3, 3)).toEqual({ kind: 'go', place: 2 });
    expect(treeAction('ArrowLeft', open, 4, 3)).toBeNull();
  });

  it('Left and Right are swapped if the tree is read from right to left', () => {
    expect(treeAction('ArrowLeft', closed, 0, 3, true)).toEqual({ kind: 'expand', keys: [keyOf('1')] });
    expect(treeAction('ArrowRight', open, 2, 3, true)).toEqual({ kind: 'collapse', keys: [keyOf('3')] });
  });

  it('* opens all siblings that have children', () => {
    expect(treeAction('*', open, 1, 3)).toEqual({ kind: 'expand', keys: [keyOf('3')] });
  });

  it('Enter and Space choose an outcome and open a group', () => {
    expect(treeAction('Enter', open, 3, 3)).toEqual({ kind: 'choose', node: forest.byId('4') });
    expect(treeAction(' ', open, 1, 3)).toEqual({ kind: 'choose', node: forest.byId('2') });
    const grouped = buildOutcomeForest([row('9', 'Renewal', '55')], {});
    const action = treeAction('Enter', grouped.flatten(new Set()), 0, 3);
    expect(action).toEqual({ kind: 'expand', keys: [grouped.groupById('55')?.key] });
  });
});

describe('type-ahead', () => {
  const labels = ['Payment', 'Promise to pay', 'Failure', 'Promise kept', 'Not interested'];

  it('goes to the next line with the same letter, and around the end', () => {
    const typeAhead = createTypeAhead();
    expect(typeAhead.find('p', labels, 0, 0)).toBe(1);
    expect(typeAhead.find('p', labels, 1, 100)).toBe(3);
    expect(typeAhead.find('p', labels, 3, 200)).toBe(0);
  });

  it('joins letters typed without a pause, and ignores case', () => {
    const typeAhead = createTypeAhead();
    expect(typeAhead.find('N', labels, 0, 0)).toBe(4);
    expect(typeAhead.find('p', labels, 4, 1_000)).toBe(0);
    expect(typeAhead.find('r', labels, 0, 1_100)).toBe(1);
  });

  it('stays if nothing matches', () => expect(createTypeAhead().find('z', labels, 2, 0)).toBe(-1));
});
