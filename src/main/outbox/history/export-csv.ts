import { cellText, type Cell } from './export-cells.ts';

/** Rows by RFC 4180, quoted only if necessary, each with a line break. */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  const text = harmless(cellText(cell) ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The signs that begin a formula, also as wide as some spreadsheets read them. */
const SIGNS = '=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20';
const CALLS = '[=@\\uFF1D\\uFF20]';
/** A sign before a plain number, such as in `+34 600` or `-1`, calculates nothing. */
const SUMS = '[+\\-\\uFF0B\\uFF0D](?!\\d[\\d.,:]*(?![\\p{L}\\p{N}=+\\-*/^(&%@!]))';
const BLANKS = '[^\\S\\t\\r\\n]';

const AT_START = new RegExp(`^(?=\\s*[${SIGNS}]|[\\t\\r\\n])`, 'u');
// What follows is looked at first. Otherwise each of many blanks would look back over all before it.
const AFTER_SEPARATOR = new RegExp(
  `(?=${CALLS}|${SUMS})(?<=(?:[^\\p{L}\\p{N}\\s'${SIGNS}]|[\\t\\r\\n])${BLANKS}*)`,
  'gu',
);
const AFTER_BLANK = new RegExp(`(?=(?:${CALLS}|${SUMS})\\S)(?<=[\\p{L}\\p{N}'${SIGNS}]${BLANKS}+)`, 'gu');

/**
 * The text with an apostrophe before whatever a spreadsheet would take for a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection). A spreadsheet that splits the line at another character than
 * the comma begins a cell anywhere: with `;`, the line `hi;=1+1` has two, quoted or not. So any character but letters and
 * digits counts as a separator.
 */
function harmless(text: string): string {
  return text.replace(AFTER_SEPARATOR, "'").replace(AFTER_BLANK, "'").replace(AT_START, "'");
}
