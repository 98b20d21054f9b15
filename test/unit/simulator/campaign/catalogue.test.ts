import { describe, expect, test } from 'vitest';
import { createCatalogue } from '#simulator/campaign/catalogue.ts';

interface Row {
  OutComeID: string;
  Description: string;
  CampaignID: string;
  LeadScore: string;
  ParentID: string | null;
}
const rowsOf = (rows: readonly unknown[]): Row[] => rows as Row[];

function pathOf(rows: readonly Row[], row: Row): string[] {
  const parent = rows.find(({ OutComeID }) => OutComeID === row.ParentID);
  return [...(parent === undefined ? [] : pathOf(rows, parent)), row.Description];
}

describe('the campaign', () => {
  const rows = rowsOf(createCatalogue().campaign);
  const paths = rows.map((row) => pathOf(rows, row));

  test('is a forest of three levels with about forty outcomes', () => {
    expect(Math.max(...paths.map(({ length }) => length))).toBe(3);
    const parents = new Set(rows.map(({ ParentID }) => ParentID));
    const leaves = rows.filter(({ OutComeID }) => !parents.has(OutComeID));
    expect(leaves.length).toBeGreaterThanOrEqual(35);
    expect(new Set(rows.map(({ OutComeID }) => OutComeID)).size).toBe(rows.length);
    expect(
      rows.every((row) => row.ParentID === null || rows.some((other) => other.OutComeID === row.ParentID)),
    ).toBe(true);
  });

  test('has the names people look for, some with diacritics', () => {
    const named = paths.map((path) => path.join(' › '));
    expect(named).toContain('Payment › Failure');
    expect(named.some((name) => /[À-ž]/.test(name))).toBe(true);
  });

  test("has ids and lead scores as strings, as in the page's sample", () => {
    for (const { OutComeID, LeadScore, CampaignID } of rows) {
      expect([OutComeID, LeadScore, CampaignID].join(' ')).toMatch(/^\d+ \d+ \d+$/);
    }
  });
});

test.each(['MANUAL', 'INBOUND'])('the top parents of group %s have no row of their own', (type) => {
  const rows = rowsOf(createCatalogue().group(type));
  const strangers = rows.filter(({ ParentID }) => !rows.some(({ OutComeID }) => OutComeID === ParentID));
  expect(strangers.length).toBeGreaterThanOrEqual(2);
  expect(strangers.every(({ ParentID }) => ParentID !== null)).toBe(true);
});

test('a type without a group has no rows; upper or lower case does not matter', () => {
  expect(createCatalogue().group('FAX')).toEqual([]);
  expect(createCatalogue().group('manual')).toEqual(createCatalogue().group('MANUAL'));
});

test('custom rows are passed on unchanged', () => {
  const odd = [{ OutComeID: 7, ParentID: 7 }, null, 'row'];
  const catalogue = createCatalogue({ campaignRows: odd, groupRows: { CHAT: odd } });
  expect(catalogue.campaign).toBe(odd);
  expect(catalogue.group('CHAT')).toBe(odd);
  expect(catalogue.group('MANUAL')).toEqual([]);
});

test('ten thousand generated rows form one forest of three levels', () => {
  const rows = rowsOf(createCatalogue({ generateRows: 10_000 }).campaign);
  const byId = new Map(rows.map((row) => [row.OutComeID, row]));
  expect(byId.size).toBe(10_000);
  const depth = (row: Row): number => 1 + (row.ParentID === null ? 0 : depth(byId.get(row.ParentID)!));
  expect(Math.max(...rows.map(depth))).toBe(3);
});

test('telephony outcomes are the ones the vendor documents', () => {
  const rows = createCatalogue().telephony as { OutComeID: string }[];
  expect(rows.map(({ OutComeID }) => OutComeID).join('')).toBe('023456789');
});
