import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOutcomeForest } from '#shared/wrapup/outcome-forest.ts';
import { buildOutcomeIndex, marksOf, search } from '#shared/wrapup/outcome-search.ts';
import type { MarkedText } from '#shared/wrapup/outcome-search.ts';
import { foldText, foldWords } from '#shared/wrapup/search-text.ts';
import { PAYMENT_ROWS, row } from './outcome-fixtures.ts';

const payments = buildOutcomeIndex(buildOutcomeForest(PAYMENT_ROWS, {}));

function found(names: readonly [string, string | null, string][], query: string): (string | null)[] {
  const rows = names.map(([id, parent, description]) => row(id, parent, { description }));
  return search(buildOutcomeIndex(buildOutcomeForest(rows, {})), query).hits.map(({ node }) => node.id);
}

/** A path with its marks in brackets. */
function marked(path: readonly MarkedText[]): string[] {
  return path.map(({ text, marks }) =>
    [...marks]
      .reverse()
      .reduce(
        (drawn, { start, end }) => `${drawn.slice(0, start)}[${drawn.slice(start, end)}]${drawn.slice(end)}`,
        text,
      ),
  );
}

describe('searching outcomes', () => {
  it.each(['pay fail', 'fail pay', 'FAIL  Pay', 'páy, fáil!', 'failure payment', 'ail paym'])(
    'finds Payment › Failure by "%s"',
    (query) => {
      const { hits, total } = search(payments, query);
      expect(total).toBe(1);
      expect(hits.map(({ node }) => node.path)).toEqual([['Payment', 'Failure']]);
    },
  );

  it('marks what matched, over the whole path', () => {
    expect(marked(search(payments, 'pay fail').hits[0]!.path)).toEqual(['[Pay]ment', '[Fail]ure']);
  });

  it('finds nothing where one word is nowhere on the path', () => {
    expect(search(payments, 'payment wrong')).toEqual({ words: ['payment', 'wrong'], total: 0, hits: [] });
  });

  it.each(['', '   ', '---', '\u0000'])('has nothing to search for in "%s"', (query) => {
    expect(search(payments, query)).toEqual({ words: [], total: 0, hits: [] });
  });

  it('puts beginnings of words before insides, own names before those of parents, whole words first', () => {
    expect(
      found(
        [
          ['inside', null, 'Prepaid'],
          ['parent', null, 'Paid'],
          ['child', 'parent', 'Late'],
          ['prefix', null, 'Paidup'],
          ['deep', 'child', 'Paid'],
        ],
        'paid',
      ),
    ).toEqual(['parent', 'deep', 'prefix', 'child', 'inside']);
  });

  it('does not let whole words make up for a word found only inside others', () => {
    expect(
      found(
        [
          ['inside', null, 'One two three prefour'],
          ['prefix', null, 'Oneness twofold threesome fourth'],
        ],
        'one two three four',
      ),
    ).toEqual(['prefix', 'inside']);
  });

  it('keeps the order of the list among equals', () => {
    const rows: [string, string | null, string][] = [
      ['b', null, 'Call back'],
      ['a', null, 'Call again'],
    ];
    expect(found(rows, 'call')).toEqual(['b', 'a']);
  });

  it('puts the shorter path first, wherever it stands in the list', () => {
    const rows: [string, string | null, string][] = [
      ['other', null, 'Other'],
      ['deep', 'other', 'Paid'],
      ['top', null, 'Paid'],
    ];
    expect(found(rows, 'paid')).toEqual(['top', 'deep']);
  });

  it('searches by a group, which is no hit itself, under the words the screen has for it', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {});
    const index = buildOutcomeIndex(forest, (groupId) => `Group ${groupId}`);
    const { hits } = search(index, 'group 7');
    expect(hits.map(({ path }) => marked(path))).toEqual([['[Group] [7]', 'Wrong']]);
    expect(search(payments, 'group').total).toBe(0);
  });

  it('leaves out parents where they cannot be chosen', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {}, { parentsChoosable: false });
    const { hits } = search(buildOutcomeIndex(forest), 'payment');
    expect(hits.map(({ node }) => node.id)).toEqual(['101', '102']);
  });

  it('returns the best up to the limit, and how many there are in all', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index)));
    const { hits, total } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), 'outcome', 5);
    expect(total).toBe(10_000);
    expect(hits.map(({ node }) => node.id)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('takes a chain of 10,000', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      row(String(index), index === 0 ? null : String(index - 1), { description: `Step ${index}` }),
    );
    const { hits } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), '9998 9999');
    expect(hits.map(({ node }) => node.id)).toEqual(['9999']);
    expect(hits[0]?.path).toHaveLength(10_000);
  });
});

describe('text as search compares it', { timeout: 60_000 }, () => {
  it.each([
    ['Téléphone occupé', 'telephone occupe'],
    ['Straße', 'strasse'],
    ['ŁÓDŹ', 'lodz'],
    ['İstanbul ısı', 'istanbul isi'],
    ['Ærø', 'aero'],
    ['ΛΌΓΟΣ', 'λογοσ'],
    ["Don't call", 'dont call'],
    ['Don’t call', 'dont call'],
    ['No-answer/2nd', 'no answer 2nd'],
    ['Ｆｕｌｌ', 'full'],
    ['ﬁn', 'fin'],
    ['50 € + C++', '50 € + c++'],
    ['👍 ok', '👍 ok'],
    ['مُحَمَّد', 'محمد'],
  ])('%s reads %s', (text, folded) => {
    expect(foldText(text).folded.trim()).toBe(folded);
  });

  it('does not make one word of two that differ in a vowel sign', () => {
    expect(foldWords('कि')).not.toEqual(foldWords('का'));
  });

  it.each([
    ['Téléphone', 'tele', '[Télé]phone'],
    ['Te\u0301le\u0301phone', 'tele', '[Te\u0301le\u0301]phone'],
    ['Straße', 'stras', '[Straß]e'],
    ['ﬁne', 'f', '[ﬁ]ne'],
    ['👍 ok', '👍', '[👍] ok'],
    ['Repay payment', 'pay', 'Repay [pay]ment'],
    ['Repay', 'pay', 'Re[pay]'],
    ["Don't", 'dont', "[Don't]"],
    ['aaaa', 'aa', '[aa]aa'],
    ['Payment payee', 'pay payee', '[Pay]ment [payee]'],
  ])('in %s marks %s as %s', (text, query, drawn) => {
    expect(marked([{ text, marks: marksOf(text, foldWords(query)) }])).toEqual([drawn]);
  });

  it('whatever the text and query, marks are in order, apart and within the text, and nothing throws', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(anyText, anyText, (text, query) => {
        const { folded, from, to } = foldText(text);
        expect([from.length, to.length]).toEqual([folded.length, folded.length]);
        let last = -1;
        for (const { start, end } of marksOf(text, foldWords(query))) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('whatever the names, a path is found by the beginnings of its words', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, word, (parent, child) => {
        const rows = [row('1', null, { description: parent }), row('2', '1', { description: child })];
        const index = buildOutcomeIndex(buildOutcomeForest(rows, {}));
        const words = foldWords(`${child} ${parent}`).map((each) => Array.from(each).slice(0, 3).join(''));
        fc.pre(words.length > 0);
        const { hits } = search(index, words.join(' '));
        expect(hits.map(({ node }) => node.id)).toContain('2');
      }),
      { numRuns: 300 },
    );
  });
});
