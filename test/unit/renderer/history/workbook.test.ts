import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { sheetRows } from '#main/outbox/history/export-sheet.ts';
import { ROWS_PER_SHEET } from '#shared/contract/history-file.ts';
import { createWorkbook } from '../../../../src/renderer/history/workbook.ts';

const NAMES = ['time', 'callId'];

/** The parts of a file by name, as an independent unzip reads them. */
async function partsOf(file: Blob): Promise<Record<string, string>> {
  const parts = unzipSync(new Uint8Array(await file.arrayBuffer()));
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

it('is a package whose parts name each other, with the rows as they came', async () => {
  const book = createWorkbook(3);
  const pieces = [
    sheetRows(
      NAMES,
      [
        [{ at: 0, zone: 'UTC' }, '1'],
        [null, '2'],
      ],
      0,
      false,
    ),
    sheetRows(NAMES, [[null, 'Ñ']], 2, true),
  ];
  book.add(0, pieces[0]!);
  book.add(2, pieces[1]!);
  const file = book.end();
  expect(file.type).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const parts = await partsOf(file);
  expect(Object.keys(parts)).toEqual([
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/worksheets/sheet1.xml',
  ]);
  expect(parts['xl/worksheets/sheet1.xml']).toBe(pieces.join(''));
  for (const [name, text] of Object.entries(parts)) {
    const parsed = new DOMParser().parseFromString(text, 'text/xml');
    expect([name, parsed.querySelector('parsererror')]).toEqual([name, null]);
  }
  const targets = [...parts['xl/_rels/workbook.xml.rels']!.matchAll(/Target="([^"]+)"/g)].map(([, to]) => to);
  expect(targets).toEqual(['/xl/worksheets/sheet1.xml', 'styles.xml']);
  for (const [, name] of parts['[Content_Types].xml']!.matchAll(/PartName="\/([^"]+)"/g))
    expect(parts[name!]).toBeDefined();
  // The styles that the core's sheets use are there.
  const styles = /<cellXfs count="4">.*<\/cellXfs>/.exec(parts['xl/styles.xml']!)?.[0];
  expect(styles?.match(/numFmtId="\d+"/g)).toEqual([
    'numFmtId="0"',
    'numFmtId="49"',
    'numFmtId="164"',
    'numFmtId="0"',
  ]);
});

it('has a second sheet for what one cannot hold', async () => {
  const book = createWorkbook(ROWS_PER_SHEET);
  book.add(ROWS_PER_SHEET - 1, sheetRows(NAMES, [[null, 'last']], ROWS_PER_SHEET - 1, false));
  book.add(ROWS_PER_SHEET, sheetRows(NAMES, [], ROWS_PER_SHEET, true));
  const parts = await partsOf(book.end());
  expect(parts['xl/worksheets/sheet1.xml']).toContain('last');
  expect(parts['xl/worksheets/sheet2.xml']).toMatch(/<row r="1">.*<\/worksheet>$/);
  expect(parts['xl/workbook.xml']).toContain('<sheet name="Afterword 2" sheetId="2" r:id="rId2"/>');
});
