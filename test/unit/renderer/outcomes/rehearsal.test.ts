import { describe, expect, it } from 'vitest';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { search } from '#shared/outcomes/search/outcome-search.ts';
import { rehearsal, withoutWords } from '../../../../src/renderer/outcomes/rehearsal.ts';
import { buildOutcomeIndex, PAYMENT_ROWS } from '../../shared/outcomes/outcome-fixtures.ts';

const index = buildOutcomeIndex(buildOutcomeForest(PAYMENT_ROWS, {}));

describe('the rehearsal of a search', () => {
  it('types names of the list letter by letter, and at last one letter', () => {
    const typed = rehearsal(index);
    expect(typed.slice(0, 4)).toEqual(['P', 'Pa', 'Pay', 'Paym']);
    expect(typed).toContain('Done');
    expect(typed.at(-1)).toHaveLength(1);
    expect(typed.length).toBeLessThanOrEqual(4 * 12 + 1);
    expect(rehearsal(buildOutcomeIndex(buildOutcomeForest([], {})))).toEqual([]);
  });

  it('makes as many hits and names as were found, without a word', () => {
    const found = search(index, 'pay');
    const { hits, total } = withoutWords(found);
    expect(total).toBe(found.total);
    expect(hits.map(({ path }) => path.length)).toEqual(found.hits.map(({ path }) => path.length));
    expect(hits.flatMap(({ path }) => path.map(({ text }) => text)).join('')).toBe('');
  });
});
