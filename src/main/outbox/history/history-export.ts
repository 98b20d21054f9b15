import type { Viewer } from '#main/base/viewer.ts';
import type { ExportCursor, ExportPiece, ExportRequest } from '#shared/contract/history-file.ts';
import { isKnownZone, timestampAt } from '#shared/callback/wall-clock.ts';
import { historyDetail } from './history.ts';
import type { ExportRow, SubmissionBody, SubmissionStore } from '../store.ts';

/** How many rows one piece has: few enough that making it does not hold up the event loop. */
const PIECE = 100;

type Cell = string | null;

/** The columns in order, and how each is read. Times are RFC 3339 in the zone that the row names. */
const COLUMNS: Readonly<Record<string, (row: ExportRow, opened: Opened) => Cell>> = {
  time: (row) => timestamp(row.at, row.made_zone),
  zone: (row) => row.made_zone,
  agent: (row) => row.agent,
  callId: (row) => row.call_id,
  lcmKey: (_row, { body }) => body?.lcmKey ?? null,
  submission: (row) => row.id,
  lcmCall: (row) => row.lcm_call,
  outcome: (_row, { summary }) => summary,
  callbackFrom: (row) => timestamp(row.callback_at, row.callback_zone),
  callbackUntil: (row) => timestamp(row.callback_until, row.callback_zone),
  callbackZone: (row) => row.callback_zone,
  from: (row) => row.from_state,
  to: (row) => row.to_state,
  reason: (_row, { detail }) => detail,
  comment: (_row, { body, isReadable }) => (isReadable ? (body?.comment ?? null) : null),
};
const NAMES = Object.keys(COLUMNS);

/** The sealed parts of a row after they were opened. */
interface Opened {
  readonly body: SubmissionBody | null;
  readonly summary: string;
  readonly detail: string;
  readonly isReadable: boolean;
}

/**
 * Makes one piece of the history file, as `exportHistory` of the contract describes. It keeps nothing between two
 * pieces, so an export that is given up needs no clean-up.
 *
 * @param viewer the agent whose comments are exported; those of other agents are left out
 */
export function exportPiece(
  store: SubmissionStore,
  viewer: Viewer,
  { format, cursor }: ExportRequest,
): ExportPiece {
  const at = cursor ?? start(store);
  const rows = store.historyToExport(at.after, at.until, PIECE);
  const records = rows.map((row) => toRecord(store, row, viewer));
  const done = at.done + rows.length;
  const last = rows.length < PIECE;
  const first = cursor === null;
  const text = format === 'csv' ? csv(records, first) : json(records, first, at.done === 0, last);
  const next = last ? null : { ...at, after: rows.at(-1)?.seq ?? at.after, done };
  return { text, done, total: at.total, next };
}

function start(store: SubmissionStore): ExportCursor {
  const { rows, last } = store.historyExtent();
  return { after: 0, until: last, done: 0, total: rows };
}

function toRecord(store: SubmissionStore, row: ExportRow, viewer: Viewer): Cell[] {
  const opened = {
    body: store.bodyIfReadable(row),
    summary: store.summary(row),
    detail: historyDetail(store, row, viewer),
    isReadable: viewer.mayRead(row.agent),
  };
  return Object.values(COLUMNS).map((read) => read(row, opened));
}

function timestamp(at: number | null, zone: string | null): Cell {
  if (at === null) return null;
  return timestampAt(at, knownZone(zone ?? ''));
}

/** The runtime is slow to check a zone, and a history has few zones. */
const zones = new Map<string, string>();

function knownZone(zone: string): string {
  const known = zones.get(zone) ?? (isKnownZone(zone) ? zone : 'UTC');
  zones.set(zone, known);
  return known;
}

function csv(records: readonly Cell[][], first: boolean): string {
  const lines = records.map((record) => `${record.map(csvCell).join(',')}\r\n`).join('');
  return first ? `\uFEFF${NAMES.join(',')}\r\n${lines}` : lines;
}

/**
 * RFC 4180, quoted only if necessary. A cell that a spreadsheet would read as a formula gets an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection, and the full-width forms that some spreadsheets also read).
 */
function csvCell(cell: Cell): string {
  if (cell === null) return '';
  const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function json(records: readonly Cell[][], first: boolean, none: boolean, last: boolean): string {
  const objects = records.map((record) =>
    JSON.stringify(Object.fromEntries(NAMES.map((name, index) => [name, record[index] ?? null]))),
  );
  const between = none || objects.length === 0 ? '' : ',\n';
  return `${first ? '[\n' : ''}${between}${objects.join(',\n')}${last ? '\n]\n' : ''}`;
}
