import { timestampAt } from '#shared/callback/wall-clock.ts';
import { ROWS_PER_SHEET } from '#shared/contract/history-file.ts';
import type { Cell } from './export-cells.ts';

/*
 * Sheets of a workbook: SpreadsheetML as ECMA-376 part 1 describes it in 18.3. The page puts the sheets into the file.
 * The numbers of the styles are those of `styles` in the page's workbook.ts.
 */
const TEXT = 1;
const MOMENT = 2;
const HEAD = 3;

/** The longest text that a cell may have, in UTF-16 units. */
const LONGEST = 32_767;
const DAY = 86_400_000;
/** Day 0 of a spreadsheet, so that its wrong leap day of 1900 does not matter. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
/** A time from 1900 to 9999: the years that a spreadsheet has. */
const YEARS = /^(19|[2-9]\d)\d\d-/;

/**
 * The rows of one piece. The first piece of a sheet begins it with its head, the last one ends it.
 *
 * @param done how many rows of the whole export were done before
 */
export function sheetRows(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  done: number,
  last: boolean,
): string {
  const before = done % ROWS_PER_SHEET;
  const head = before === 0 ? `${begin(names.length)}${row(names, 1, HEAD)}` : '';
  const body = rows.map((cells, index) => row(cells, before + index + 2, TEXT)).join('');
  return `${head}${body}${last || before + rows.length === ROWS_PER_SHEET ? '</sheetData></worksheet>' : ''}`;
}

/** The head stays in sight, and the columns are wide enough for a time. */
const begin = (columns: number): string =>
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">' +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  `<cols><col min="1" max="${columns}" width="22" customWidth="1"/></cols><sheetData>`;

const row = (cells: readonly Cell[], number: number, style: number): string =>
  `<row r="${number}">${cells.map((cell) => cellXml(cell, style)).join('')}</row>`;

/** Every text is a text, so that no id loses digits and nothing is calculated. */
function cellXml(cell: Cell, style: number): string {
  if (cell === null) return '<c/>';
  if (typeof cell === 'string')
    return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
  const timestamp = timestampAt(cell.at, cell.zone);
  if (!YEARS.test(timestamp)) return cellXml(timestamp, TEXT);
  const wallClock = Date.parse(`${timestamp.slice(0, '2026-11-20T09:00:00.000'.length)}Z`);
  return `<c s="${MOMENT}"><v>${(wallClock - DAY_ZERO) / DAY}</v></c>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What XML cannot hold is written as `_xHHHH_` (22.9.2.19, ST_Xstring), and so is what only looks like that. */
function xmlText(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}
