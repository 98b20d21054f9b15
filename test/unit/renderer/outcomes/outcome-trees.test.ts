import { describe, expect, it } from 'vitest';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { createOutcomeTrees } from '../../../../src/renderer/outcomes/outcome-trees.ts';
import { makeList, row } from '../scripted-core.ts';

/** A list of that many rows, all of its own. */
const listOf = (name: string, count: number): OutcomeList =>
  makeList(Array.from({ length: count }, (_, n) => row(String(n), `${name} ${n}`)));
const known = (list: OutcomeList): OutcomeList => ({ ...list, packed: null });

describe('the trees of a window', () => {
  it('are made once for each version, also while one is being made', async () => {
    const trees = createOutcomeTrees(
      () => undefined,
      () => false,
    );
    const list = listOf('a', 20_000);
    const first = trees.of(list);
    expect(trees.known()).toEqual([list.version]);
    const others = await Promise.all([trees.of(list), trees.of(known(list))]);
    expect(others).toEqual([await first, await first]);
    expect(others[1]?.size).toBe(20_000);
    expect(await trees.of(known(listOf('b', 1)))).toBeNull();
  });

  it('are few, and none that is in use is dropped', async () => {
    const used = listOf('used', 1);
    const trees = createOutcomeTrees(
      () => undefined,
      (version) => version === used.version,
    );
    const lists = Array.from({ length: 6 }, (_, n) => listOf(`list ${n}`, 1));
    for (const list of [used, ...lists]) await trees.of(list);
    expect(trees.known()).toEqual([used, ...lists.slice(1)].map(({ version }) => version));
  });

  it('have few rows in all', async () => {
    const trees = createOutcomeTrees(
      () => undefined,
      () => false,
    );
    const [first, second, third] = [listOf('a', 120_000), listOf('b', 120_000), listOf('c', 10)];
    for (const list of [first, second, third]) await trees.of(list);
    expect(trees.known()).toEqual([second.version, third.version]);
  });
});
