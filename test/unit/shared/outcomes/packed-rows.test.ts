import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { unpackRows, unpackSteps } from '#shared/outcomes/packed-rows.ts';
import { packRows } from '#test/support/listed-rows.ts';
import { row } from './outcome-fixtures.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\n', '"', '\u2028', 'same'));
const anyRow: fc.Arbitrary<OutcomeRow> = fc.record({
  id: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('1', '2')),
  description: text,
  campaignId: fc.option(fc.constantFrom('7', '8')),
  leadScore: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((score) => score + 0)),
  parentId: fc.option(fc.constantFrom('', '1', '2')),
});

describe('packed rows', () => {
  it('are the same when unpacked, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        expect(unpackRows(packRows(rows))).toEqual(rows);
      }),
    );
  });

  it('are the same over several lines, also if all rows are', () => {
    for (const rows of [
      Array.from({ length: 4_001 }, (_, n) => row(String(n), n % 3 === 0 ? null : '0')),
      Array.from({ length: 4_001 }, () => row('1')),
    ])
      expect(unpackRows(packRows(rows))).toEqual(rows);
  });

  it('are nothing if there are none', () => {
    expect(packRows([])).toBe('');
    expect(unpackRows('')).toEqual([]);
  });

  it('name what all have in common once in a line', () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => ({
      ...row(String(n)),
      campaignId: 'Campaign of all',
    }));
    expect(packRows(rows).split('Campaign of all')).toHaveLength(2);
  });

  it('are unpacked in steps, so that a long list does not freeze the screen', () => {
    const packed = packRows(Array.from({ length: 100_000 }, (_, n) => row(String(n))));
    const taken = unpackSteps(packed);
    let steps = 0;
    while (taken.next().done !== true) steps += 1;
    expect(steps).toBe(50);
  });
});
