import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { search } from '#shared/outcomes/search/outcome-search.ts';
import type { OutcomeIndex } from '#shared/outcomes/search/outcome-index.ts';
import { usageRanks, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { marksOf, type MarkedText } from '#shared/outcomes/search/search-marks.ts';
import { foldPlain, foldText, foldWords } from '#shared/text/search-text.ts';
import { buildOutcomeIndex, PAYMENT_ROWS, row } from '../outcome-fixtures.ts';

const payments = buildOutcomeIndex(buildOutcomeForest(PAYMENT_ROWS, {}));

function found(names: readonly [string, string | null, string][], query: string): string[] {
  const rows = names.map(([id, parent, description]) => row(id, parent, { description }));
  return search(buildOutcomeIndex(buildOutcomeForest(rows, {})), query).hits.map(({ ref }) => ref.id);
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
      expect(hits.map(({ path }) => path.map(({ text }) => text))).toEqual([['Payment', 'Failure']]);
    },
  );

  it('marks what matched, over the whole path', () => {
    expect(marked(search(payments, 'pay fail').hits[0]!.path)).toEqual(['[Pay]ment', '[Fail]ure']);
  });

  it('finds nothing if one word is not on the path', () => {
    expect(search(payments, 'payment wrong')).toEqual({
      words: ['payment', 'wrong'],
      total: 0,
      hits: [],
      standsOut: false,
    });
  });

  it.each([
    ['failure', 'is the only one', true],
    ['late', 'is matched better', true],
    ['paid', 'is matched by its own name', true],
    ['pro', 'comes first in the list, no more', false],
    ['paid pro', 'comes first among siblings, no more', false],
  ])('says whether the first hit for "%s" stands out: it %s', (query, _why, standsOut) => {
    const rows = [
      row('1', null, { description: 'Paid' }),
      row('2', '1', { description: 'Promise' }),
      row('3', '1', { description: 'Proof' }),
      row('4', null, { description: 'Late' }),
      row('5', null, { description: 'Lately' }),
      row('6', null, { description: 'Failure' }),
    ];
    const index = buildOutcomeIndex(buildOutcomeForest(rows, {}));
    expect(search(index, query).standsOut).toBe(standsOut);
    // What is used more stands out among what matches as well; a limit does not make one of several the only one.
    const ranks = new Map([[index.entries.findIndex(({ ref }) => ref?.id === '3'), 1]]);
    expect(search(index, query, { ranks }).standsOut).toBe(true);
    expect(search(index, 'pro', { limit: 1 }).standsOut).toBe(false);
  });

  it.each(['', '   ', '---', '\u0000'])('has nothing to search for in "%s"', (query) => {
    expect(search(payments, query)).toEqual({ words: [], total: 0, hits: [], standsOut: false });
  });

  it('puts whole words before beginnings and those before insides; among equals own names before parents’', () => {
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
    ).toEqual(['parent', 'deep', 'child', 'prefix', 'inside']);
  });

  describe('with the whole name of one outcome', () => {
    const rows = [
      row('again', null, { description: 'Payment Done again' }),
      row('done', null, { description: 'Payment Done' }),
      row('payment', null, { description: 'Payment' }),
      row('failed', 'payment', { description: 'Failed twice' }),
      row('fail', 'payment', { description: 'Failed' }),
      row('cafe', null, { description: 'Café closed' }),
      row('cafe-2', null, { description: 'Closed café, today' }),
    ];
    const index = buildOutcomeIndex(buildOutcomeForest(rows, {}));
    const top = (query: string, ranks?: ReadonlyMap<number, number>) => {
      const { hits, standsOut } = search(index, query, ranks && { ranks });
      return [hits[0]?.ref.id, standsOut];
    };

    it.each([
      ['payment done', 'done'],
      ['done payment', 'done'],
      ['PÁYMENT – done!', 'done'],
      ['payment failed', 'fail'],
      ['failed', 'fail'],
      ['cafe closed', 'cafe'],
      ['payment done again', 'again'],
    ])('"%s", it stands out over longer names, in any order of the list: %s', (query, id) => {
      expect(top(query)).toEqual([id, true]);
      const often = new Map(rows.map((_, place) => [place, rows[place]?.id === id ? 0 : 9]));
      expect(top(query, often)).toEqual([id, true]);
    });

    it('as the beginning of others, usage decides as before', () => {
      expect(top('payment don')).toEqual(['again', false]);
      expect(top('payment don', new Map([[1, 1]]))).toEqual(['done', true]);
    });

    it('twice, no outcome stands out', () => {
      const twice = [...rows, row('done-2', null, { description: 'Payment done' })];
      expect(search(buildOutcomeIndex(buildOutcomeForest(twice, {})), 'payment done').standsOut).toBe(false);
    });
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

  it('finds outcomes by the words of their group, but not the group itself', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {});
    const index = buildOutcomeIndex(forest, { groupName: (groupId) => `Group ${groupId}` });
    const { hits } = search(index, 'group 7');
    expect(hits.map(({ path }) => marked(path))).toEqual([['[Group] [7]', 'Wrong']]);
    expect(search(payments, 'group').total).toBe(0);
  });

  it('leaves out parents if they cannot be chosen', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {}, { parentsChoosable: false });
    const { hits } = search(buildOutcomeIndex(forest), 'payment');
    expect(hits.map(({ ref }) => ref.id)).toEqual(['101', '102']);
  });

  it('returns the best up to the limit, and the total', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index)));
    const { hits, total } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), 'outcome', { limit: 5 });
    expect(total).toBe(10_000);
    expect(hits.map(({ ref }) => ref.id)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('searches a chain of 10,000', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      row(String(index), index === 0 ? null : String(index - 1), { description: `Step ${index}` }),
    );
    const { hits } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), '9998 9999');
    expect(hits.map(({ ref }) => ref.id)).toEqual(['9999']);
    expect(hits[0]?.path).toHaveLength(10_000);
  });
});

describe('forgiving one slip a word', () => {
  it.each([
    ['one letter missing', 'paymnt'],
    ['one too many', 'paymment'],
    ['one wrong', 'paynent'],
    ['two that changed places', 'payemnt'],
    ['the first letter wrong', 'oayment'],
    ['while the word is being typed', 'payem'],
    ['in each of two words', 'faliure payemnt'],
  ])('%s: %s', (_, query) => expect(search(payments, query).hits.map(({ ref }) => ref.id)).toContain('102'));

  it.each(['pzy', 'pa7 fai', 'pyament fialrue', 'paymen7'])(
    'not two, nor in a short word or a number: %s',
    (query) => expect(search(payments, query).total).toBe(0),
  );

  it('puts exact matches before slips, whatever the usage', () => {
    const names: [string, string | null, string][] = [
      ['slip', null, 'Paied'],
      ['inside', null, 'Prepaid'],
      ['prefix', null, 'Paidup'],
      ['whole', null, 'Paid'],
    ];
    expect(found(names, 'paid')).toEqual(['whole', 'prefix', 'inside', 'slip']);
  });

  it('marks a slip as one', () => {
    const [hit] = search(payments, 'pay faliu').hits;
    expect(hit?.path.map(({ marks }) => marks)).toEqual([
      [{ start: 0, end: 3 }],
      [{ start: 0, end: 5, slip: true }],
    ]);
  });

  it('marks no slip if the exact word is elsewhere on the path', () => {
    const rows = [row('1', null, { description: 'Fall' }), row('2', '1', { description: 'Fail' })];
    const { hits } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), 'fail');
    expect(marked(hits[0]!.path)).toEqual(['Fall', '[Fail]']);
  });
});

describe('ranking by usage', () => {
  const names = ['Call back', 'Call again', 'Call never', 'Callous'];
  const index = buildOutcomeIndex(
    buildOutcomeForest(
      names.map((description, at) => row(String(at), null, { description })),
      {},
    ),
    { telephony: [{ id: '8', name: 'No call' }] },
  );
  const order = (uses: OutcomeUse[], query = 'call'): string[] => {
    const byKey = usageRanks(uses);
    const ranks = new Map(uses.map((use) => [index.placeOf(use), byKey.get(`${use.kind}:${use.id}`)!]));
    return search(index, query, { ranks }).hits.map(({ ref }) => ref.id);
  };
  const use = (id: string, weight: number | null, favourite = false): OutcomeUse => ({
    ...{ kind: 'business', id, weight, favourite, number: null },
  });

  it('puts favourites first, then the most used, then the list’s order', () => {
    expect(order([])).toEqual(['0', '1', '2', '8', '3']);
    expect(order([use('1', 5), use('2', 7)])).toEqual(['2', '1', '0', '8', '3']);
    expect(order([use('1', 5), use('2', 7), use('0', null, true)])).toEqual(['0', '2', '1', '8', '3']);
    expect(order([{ kind: 'telephony', id: '8', weight: 1, favourite: false, number: null }])[0]).toBe('8');
  });

  it('does not put a used beginning before an unused whole word', () => {
    expect(order([use('3', 9)])).toEqual(['0', '1', '2', '8', '3']);
  });
});

describe('telephony outcomes', () => {
  it('are found too, after other outcomes that match equally well', () => {
    const rows = [row('8', null, { description: 'No answer' }), row('9', null, { description: 'Done' })];
    const telephony = [
      { id: '8', name: 'No answer' },
      { id: '3', name: 'Busy' },
    ];
    const index = buildOutcomeIndex(buildOutcomeForest(rows, {}), { telephony });
    expect(search(index, 'no ans').hits.map(({ ref }) => ref)).toEqual([
      { kind: 'business', id: '8' },
      { kind: 'telephony', id: '8' },
    ]);
    expect(search(index, 'busy').hits.map(({ ref }) => ref)).toEqual([{ kind: 'telephony', id: '3' }]);
  });
});

describe('whatever the list and the query', { timeout: 60_000 }, () => {
  const letters = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'é');
  const name = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  });
  const list = fc.array(fc.tuple(name, fc.nat()), { minLength: 1, maxLength: 25 }).map((drawn) =>
    drawn.map(([words, parent], at) =>
      // The parent is one before it, or none.
      row(String(at), at === 0 || parent % (at + 1) === at ? null : String(parent % (at + 1)), {
        description: words.join(' '),
      }),
    ),
  );
  const query = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 3,
  });
  const limit = 1_000;

  function wordsOnPath(rows: readonly ReturnType<typeof row>[], id: string): string[] {
    const path = buildOutcomeForest(rows, {}).pathOf(id) ?? [];
    return path.flatMap((each) => foldWords(each));
  }

  it('every outcome whose path has all words as beginnings is a hit, before all others', () => {
    fc.assert(
      fc.property(list, query, (rows, sought) => {
        const { hits, words } = search(buildOutcomeIndex(buildOutcomeForest(rows, {})), sought.join(' '), {
          limit,
        });
        const isExact = (id: string): boolean => {
          const there = wordsOnPath(rows, id);
          return words.every((word) => there.some((each) => each.startsWith(word)));
        };
        const exact = rows.filter(({ id }) => isExact(id)).map(({ id }) => id);
        const first = hits.slice(0, exact.length).map(({ ref }) => ref.id);
        expect(first.sort()).toEqual(exact.sort());
      }),
      { numRuns: 400 },
    );
  });

  it('every outcome is found by its words with one slip in each', () => {
    const slip = fc.record({
      at: fc.nat(),
      letter: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x'),
      kind: fc.constantFrom('insert', 'delete', 'substitute', 'transpose'),
    });
    fc.assert(
      fc.property(list, fc.nat(), fc.array(slip, { minLength: 12, maxLength: 12 }), (rows, which, slips) => {
        const { id } = rows[which % rows.length]!;
        const long = [...new Set(wordsOnPath(rows, id))].filter((word) => word.length >= 5).slice(0, 4);
        fc.pre(long.length > 0);
        const typed = long.map((word, n) => {
          const { at, letter, kind } = slips[n]!;
          const place = at % word.length;
          if (kind === 'insert') return word.slice(0, place) + letter + word.slice(place);
          if (kind === 'delete') return word.slice(0, place) + word.slice(place + 1);
          if (kind === 'substitute') return word.slice(0, place) + letter + word.slice(place + 1);
          const swapped = word.charAt(place + 1) + word.charAt(place);
          return word.slice(0, place) + swapped + word.slice(place + 2);
        });
        const index = buildOutcomeIndex(buildOutcomeForest(rows, {}));
        expect(search(index, typed.join(' '), { limit }).hits.map(({ ref }) => ref.id)).toContain(id);
      }),
      { numRuns: 600 },
    );
  });

  it('the same query has the same result whatever was searched before, and a lower limit gives the first hits', () => {
    fc.assert(
      fc.property(list, query, query, (rows, before, sought) => {
        const forest = buildOutcomeForest(rows, {});
        const fresh = search(buildOutcomeIndex(forest), sought.join(' '), { limit });
        const index = buildOutcomeIndex(forest);
        search(index, before.join(' '));
        search(index, `${sought.join(' ')} ${before.join(' ')}`);
        expect(search(index, sought.join(' '), { limit })).toEqual(fresh);
        expect(search(index, sought.join(' '), { limit: 3 }).hits).toEqual(fresh.hits.slice(0, 3));
      }),
      { numRuns: 300 },
    );
  });
});

describe('looking for the next letter only in what the last one has found', { timeout: 60_000 }, () => {
  const letters = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const name = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 9 }), {
    minLength: 1,
    maxLength: 3,
  });
  const rows = fc.array(fc.tuple(name, fc.nat()), { minLength: 1, maxLength: 25 }).map((drawn) =>
    drawn.map(([words, parent], at) =>
      row(String(at), at === 0 || parent % 3 === 0 ? null : String(parent % at), {
        description: words.join(' '),
      }),
    ),
  );
  /** A letter, a blank, a letter taken off, or a letter put in before others. */
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.record({ letter: letters, at: fc.constant(99) }) },
    { weight: 2, arbitrary: fc.record({ letter: fc.constant(' '), at: fc.constant(99) }) },
    { weight: 2, arbitrary: fc.constant('delete') },
    { weight: 1, arbitrary: fc.record({ letter: letters, at: fc.nat(12) }) },
  );

  it.each([1, 4, 1_000])('finds the same as a new search, whatever is typed: the best %i', (limit) => {
    fc.assert(
      fc.property(rows, fc.array(key, { maxLength: 25 }), (list, keys) => {
        const forest = buildOutcomeForest(list, {});
        const index = buildOutcomeIndex(forest);
        let query = '';
        for (const each of keys) {
          query =
            each === 'delete'
              ? query.slice(0, -1)
              : query.slice(0, each.at) + each.letter + query.slice(each.at);
          expect(search(index, query, { limit })).toEqual(
            search(buildOutcomeIndex(forest), query, { limit }),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  /** Counts the entries that a search looks at: it asks for the parent of each. */
  function counted(): { index: OutcomeIndex; looks: () => number } {
    const list = Array.from({ length: 1_000 }, (_, at) =>
      row(String(at), null, { description: `Result ${at}` }),
    );
    list.push(row('x', null, { description: 'Paid' }), row('y', 'x', { description: 'Promise 7' }));
    const index = buildOutcomeIndex(buildOutcomeForest(list, {}));
    let seen = 0;
    const parents = new Proxy(index.parents, {
      get(target, name): unknown {
        if (typeof name === 'string' && /^\d+$/.test(name)) seen += 1;
        return Reflect.get(target, name, target);
      },
    });
    return {
      index: { ...index, parents },
      looks() {
        const before = seen;
        seen = 0;
        return before;
      },
    };
  }

  it('looks at as many entries as the last letter has found, and at all of them for a new word', () => {
    const { index, looks } = counted();
    search(index, 'p');
    expect(looks()).toBeGreaterThanOrEqual(index.entries.length);
    for (const query of ['pa', 'pai', 'paid']) {
      search(index, query, { limit: 1 });
      // Paid and its child.
      expect(looks(), query).toBeLessThanOrEqual(4);
    }
    search(index, 'paid p', { limit: 1 });
    expect(looks()).toBeGreaterThanOrEqual(index.entries.length);
    search(index, 'paid pr', { limit: 1 });
    expect(looks()).toBeLessThanOrEqual(4);
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
    ['مـــوعد آخر', 'موعد اخر'],
    ['إلى ٱلمدرسة', 'الي المدرسه'],
    ['یک', 'يك'],
    ['٣٠ يوم', '30 يوم'],
    ['१२ फ़ोन पाँच', '12 फोन पांच'],
    ['ｶﾞｽ', 'ガス'.normalize('NFD')],
  ])('%s reads %s', (text, folded) => expect(foldText(text).folded.trim()).toBe(folded));

  it('foldPlain gives the same as foldText for any text', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldPlain(text)).toBe(foldText(text).folded);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps words apart that differ in a vowel sign', () => {
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
        const words = foldWords(query);
        const slipped = words.filter((_, at) => at % 2 === 0);
        for (const { start, end } of marksOf(text, words, slipped)) {
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
        expect(hits.map(({ ref }) => ref.id)).toContain('2');
      }),
      { numRuns: 300 },
    );
  });
});
