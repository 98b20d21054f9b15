import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { buildOutcomeForest, outcomeForestSteps } from '#shared/outcomes/outcome-forest.ts';
import type { OutcomeForest, OutcomeNode } from '#shared/outcomes/outcome-forest.ts';
import { columnsOf } from '#shared/outcomes/packed-rows.ts';
import { indexSteps } from '#shared/outcomes/search/outcome-index.ts';
import { PAYMENT_ROWS, row } from './outcome-fixtures.ts';
import { allAtOnce } from '#shared/steps/steps.ts';

/** The forest in short: `id` or `group:id`, indented by depth. */
function drawing(forest: OutcomeForest): string[] {
  return forest
    .flatten(new Set(forest.parentKeys))
    .map(({ node }) => '  '.repeat(node.depth) + (node.id ?? `group:${node.groupId ?? ''}`));
}

describe('the forest of outcomes', () => {
  it('puts rows under their parents, siblings in the order of the list', () => {
    const rows = [row('3', '2'), row('9'), row('2'), row('1', '2'), row('4', '3')];
    expect(drawing(buildOutcomeForest(rows, {}))).toEqual(['9', '2', '  3', '    4', '  1']);
  });

  it('takes an empty parent id for a root', () => {
    expect(drawing(buildOutcomeForest([row('1', '')], {}))).toEqual(['1']);
  });

  it('calls an outcome without a name by its id', () => {
    const forest = buildOutcomeForest([{ ...row('1'), description: '' }, row('2', '1')], {});
    expect(forest.byId('1')?.name).toBe('1');
    expect(forest.pathOf('2')).toEqual(['1', 'Outcome 2']);
  });

  it('turns a parent that is not in the list into a group, at the place of its first outcome', () => {
    const rows = [row('1'), row('107', '5'), row('2'), row('108', '6'), row('109', '5')];
    const forest = buildOutcomeForest(rows, { 5: 'Sales' });
    expect(drawing(forest)).toEqual(['1', 'group:5', '  107', '  109', '2', 'group:6', '  108']);
    const named = forest.groupById('5');
    expect(named).toMatchObject({ id: null, groupId: '5', name: 'Sales', row: null, choosable: false });
    expect(forest.groupById('6')?.name).toBeNull();
    expect(forest.pathOf('107')).toEqual(['Sales', 'Outcome 107']);
    expect(forest.pathOf('108')).toEqual(['Outcome 108']);
    expect(forest.problems).toEqual([]);
  });

  it('takes 0 and -1 for no parent, unless the list or the settings know such a parent', () => {
    const rows = [row('107', '0'), row('108', '-1'), row('109', '107')];
    expect(drawing(buildOutcomeForest(rows, {}))).toEqual(['107', '  109', '108']);
    expect(drawing(buildOutcomeForest(rows, { 0: 'Sales' }))).toEqual(['group:0', '  107', '    109', '108']);
    const listed = drawing(buildOutcomeForest([row('0'), ...rows], {}));
    expect(listed).toEqual(['0', '  107', '    109', '108']);
    const own = buildOutcomeForest([row('0', '0'), ...rows], {});
    expect([drawing(own), own.problems]).toEqual([['0', '107', '  109', '108'], []]);
  });

  it('takes names of groups only from the settings, not from Object.prototype', () => {
    const forest = buildOutcomeForest([row('1', 'constructor'), row('2', '__proto__')], {});
    expect(forest.groupById('constructor')?.name).toBeNull();
    expect(forest.groupById('__proto__')?.name).toBeNull();
  });

  it('puts a row that is its own parent at the root and reports it', () => {
    const forest = buildOutcomeForest([row('1', '1'), row('2', '1')], {});
    expect(drawing(forest)).toEqual(['1', '  2']);
    expect(forest.problems).toEqual([{ code: 'selfParent', id: '1' }]);
  });

  it('cuts a cycle at the row that comes first in the list and reports it', () => {
    const rows = [row('x', 'c'), row('b', 'a'), row('c', 'b'), row('a', 'c'), row('y', 'a')];
    const forest = buildOutcomeForest(rows, {});
    expect(drawing(forest)).toEqual(['b', '  c', '    x', '    a', '      y']);
    expect(forest.problems).toEqual([{ code: 'cycle', id: 'b', ids: ['b', 'a', 'c'] }]);
  });

  it('finds every one of several cycles', () => {
    const rows = [row('a', 'b'), row('b', 'a'), row('c', 'd'), row('d', 'c')];
    const forest = buildOutcomeForest(rows, {});
    expect(drawing(forest)).toEqual(['a', '  b', 'c', '  d']);
    expect(forest.problems.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('shows identical rows once, and all rows that share an id', () => {
    const rows = [row('1'), row('1'), row('1', null, { description: 'Other' }), row('1', '9'), row('2', '1')];
    const forest = buildOutcomeForest(rows, {});
    expect(drawing(forest)).toEqual(['1', '  2', '1', 'group:9', '  1']);
    expect(forest.problems).toEqual([{ code: 'duplicateId', id: '1', rows: 3 }]);
    expect(new Set(forest.nodes.map(({ key }) => key)).size).toBe(5);
    expect(forest.byId('1')?.name).toBe('Outcome 1');
  });

  it('gives different rows different keys for any ids', () => {
    const rows = [
      row('1'),
      row('1', null, { description: 'Other' }),
      row('2:1'),
      row('group:7'),
      row('3', '7'),
      row('4', 'group:7'),
    ];
    const { nodes } = buildOutcomeForest(rows, {});
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
  });

  it('gives the same keys for the same list', () => {
    const keys = () => buildOutcomeForest(PAYMENT_ROWS, {}).nodes.map(({ key }) => key);
    expect(keys()).toEqual(keys());
  });

  it('lets parents be chosen unless told otherwise, and groups never', () => {
    const choosable = (parentsChoosable?: boolean) =>
      buildOutcomeForest(PAYMENT_ROWS, {}, parentsChoosable === undefined ? {} : { parentsChoosable })
        .nodes.filter((node) => node.choosable)
        .map(({ id }) => id);
    expect(choosable()).toEqual(['100', '101', '102', '103']);
    expect(choosable(false)).toEqual(['101', '102', '103']);
  });

  it('draws only what is expanded, with places among siblings', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {});
    const lines = (expanded: string[]) =>
      forest
        .flatten(new Set(expanded))
        .map((line) => [line.node.id, line.expanded, line.posInSet, line.setSize]);
    expect(lines([])).toEqual([
      ['100', false, 1, 2],
      [null, false, 2, 2],
    ]);
    expect(lines([forest.byId('100')!.key, forest.byId('101')!.key])).toEqual([
      ['100', true, 1, 2],
      ['101', false, 1, 2],
      ['102', false, 2, 2],
      [null, false, 2, 2],
    ]);
  });

  it('finds nodes by id, key and group', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {});
    const failure = forest.byId('102');
    expect(failure?.path).toEqual(['Payment', 'Failure']);
    expect(forest.byKey(failure!.key)).toBe(failure);
    expect(failure?.parent).toBe(forest.byId('100'));
    expect(forest.byId('7')).toBeNull();
    expect(forest.pathOf('nothing')).toBeNull();
    for (const key of ['nothing', '102', '2:102', ':102', 'group:100']) expect(forest.byKey(key)).toBeNull();
    expect(forest.byKey('group:7')).toBe(forest.groupById('7'));
    expect(forest.groupById('100')).toBeNull();
  });

  it('tells how much there is without making all nodes’ order', () => {
    const forest = buildOutcomeForest(PAYMENT_ROWS, {});
    expect([forest.size, forest.hasParents, forest.onlyChoosable]).toEqual([5, true, null]);
    expect(forest.byId('103')?.order).toBe(-1);
    expect(forest.nodes.map(({ order }) => order)).toEqual([0, 1, 2, 3, 4]);
    const group = buildOutcomeForest([row('1', '5')], {}, { parentsChoosable: false });
    expect([group.size, group.hasParents, group.onlyChoosable?.id]).toEqual([2, true, '1']);
    const leaf = buildOutcomeForest([row('1'), row('2', '1')], {}, { parentsChoosable: false });
    expect(leaf.onlyChoosable?.id).toBe('2');
    const nothing = buildOutcomeForest([], {});
    expect([nothing.size, nothing.hasParents, nothing.onlyChoosable]).toEqual([0, false, null]);
  });

  it('knows the depth of any node, whichever is asked first', () => {
    const rows = [row('1'), row('2', '1'), row('3', '2'), row('4', '3'), row('5', '3')];
    for (const first of rows) {
      const forest = buildOutcomeForest(rows, {});
      expect(forest.byId(first.id)?.depth).toBe(Math.min(Number(first.id), 4) - 1);
      expect(rows.map(({ id }) => forest.byId(id)?.depth)).toEqual([0, 1, 2, 3, 3]);
    }
  });

  it('is built in steps, so that 100,000 rows do not freeze the screen', () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => row(String(n), n === 0 ? null : String(n - 1)));
    const taken = outcomeForestSteps(columnsOf(rows), {});
    let steps = 0;
    for (;;) {
      const step = taken.next();
      if (step.done === true) {
        expect(step.value.byId('99999')?.depth).toBe(99_999);
        break;
      }
      steps += 1;
    }
    // Each of two kinds of work, for 4,000 rows at a time.
    expect(steps).toBe(2 * 25);
  });

  it('reads the names of those outcomes alone that are shown', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => row(String(n), n < 10 ? null : String(n % 10)));
    const columns = columnsOf(rows);
    const read = new Set<string | symbol>();
    const description = new Proxy(columns.description, {
      get(names, place) {
        read.add(place);
        return Reflect.get(names, place) as unknown;
      },
    });
    const taken = outcomeForestSteps({ ...columns, description }, {});
    let step = taken.next();
    while (step.done !== true) step = taken.next();
    const lines = step.value.flatten(new Set());
    expect(lines.map(({ node }) => node.name)).toEqual(rows.slice(0, 10).map((each) => each.description));
    expect(read.size).toBe(10);
  });

  it('keeps the nodes of those outcomes alone that are shown or have others below them, also for the search', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => row(String(n), n < 10 ? null : String(n % 10)));
    const forest = buildOutcomeForest(rows, {});
    const index = allAtOnce(indexSteps(forest));
    expect(index.entries.at(-1)?.ref).toEqual({ kind: 'business', id: '9999' });
    const kept = rows.filter((_, place) => forest.lookAt(place) === forest.lookAt(place));
    expect(kept.map(({ id }) => id)).toEqual(rows.slice(0, 10).map(({ id }) => id));
    expect(forest.lookAt(1)).toBe(forest.byId('1'));
  });

  it('builds a chain, a cycle and a flat list of 100,000', () => {
    const size = 100_000;
    const many = (parent: (index: number) => string | null) =>
      buildOutcomeForest(
        Array.from({ length: size }, (_, index) => row(String(index), parent(index))),
        {},
      );
    const chain = many((index) => (index === 0 ? null : String(index - 1)));
    expect(chain.flatten(new Set(chain.parentKeys)).at(-1)?.node.depth).toBe(size - 1);
    expect(chain.pathOf(String(size - 1))).toHaveLength(size);
    const cycle = many((index) => String((index + 1) % size));
    expect(cycle.nodes).toHaveLength(size);
    expect(cycle.roots.map(({ id }) => id)).toEqual(['0']);
    const crowd = many(() => '1000000');
    expect(crowd.roots[0]?.children).toHaveLength(size);
    const twins = buildOutcomeForest(
      Array.from({ length: size }, (_, index) => row('1', null, { description: String(index) })),
      {},
    );
    expect(twins.problems).toEqual([{ code: 'duplicateId', id: '1', rows: size }]);
  });
});

describe('for any list', { timeout: 60_000 }, () => {
  const id = fc.constantFrom('1', '2', '3', '4', '5', '6', '');
  const anyRow: fc.Arbitrary<OutcomeRow> = fc.record({
    id: id.filter((value) => value !== ''),
    description: fc.constantFrom('a', 'b'),
    campaignId: fc.constantFrom(null, '1'),
    leadScore: fc.constantFrom(null, 0),
    parentId: fc.option(id),
  });
  const anyRows = fc.oneof(
    fc.array(anyRow, { maxLength: 30 }),
    fc
      .array(fc.tuple(fc.nat(60), fc.option(fc.nat(70))), { maxLength: 60 })
      .map((pairs) =>
        pairs.map(([own, parent]) => row(String(own), parent === null ? null : String(parent))),
      ),
  );

  it('every distinct row appears exactly once, and only groups are added', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const forest = buildOutcomeForest(rows, {});
        const content = (value: OutcomeRow | null) => JSON.stringify(value, Object.keys(row('')).sort());
        const expected = [...new Set(rows.map(content))].sort();
        const lines = forest.flatten(new Set(forest.parentKeys));
        const shown = lines.flatMap(({ node }) => (node.row ? [content(node.row)] : [])).sort();
        expect(shown).toEqual(expected);
        expect(lines.map(({ node }) => node)).toEqual(forest.nodes);
      }),
      { numRuns: 500 },
    );
  });

  it('keys are unique, parents and depths agree, and every row stands where it says unless reported', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const forest = buildOutcomeForest(rows, {});
        expect(new Set(forest.nodes.map(({ key }) => key)).size).toBe(forest.nodes.length);
        const reported = new Set(forest.problems.map((found) => found.id));
        for (const node of forest.nodes) {
          expect(node.depth).toBe(node.parent ? node.parent.depth + 1 : 0);
          expect(node.parent ? node.parent.children : forest.roots).toContain(node);
          if (!node.row || reported.has(node.row.id)) continue;
          const isNone = parentIdOf(node) === null && ['', '0'].includes(node.row.parentId ?? '');
          if (!isNone) expect(parentIdOf(node)).toBe(node.row.parentId);
        }
      }),
      { numRuns: 500 },
    );
  });

  function parentIdOf({ parent }: OutcomeNode): string | null {
    return parent ? (parent.id ?? parent.groupId) : null;
  }
});
