import type { Viewer } from '#main/base/viewer.ts';
import type {
  ExportCursor,
  ExportFormat,
  ExportPiece,
  ExportRequest,
} from '#shared/contract/history-file.ts';
import { cellText, momentOf, type Cell } from './export-cells.ts';
import { csvRows } from './export-csv.ts';
import { sheetRows } from './export-sheet.ts';
import { correctedFields } from '../replaced.ts';
import { historyDetail } from './history.ts';
import type { ExportRow, SubmissionBody } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';

/** How many rows one piece has: few enough that making it does not hold up the event loop. */
const PIECE = 100;

/** The columns in order, and how each is read. */
const COLUMNS: Readonly<Record<string, (row: ExportRow, opened: Opened) => Cell>> = {
  time: (row) => momentOf(row.at, row.made_zone),
  zone: (row) => row.made_zone,
  agent: (row) => row.agent,
  callId: (row) => row.call_id,
  lcmKey: (_row, { body }) => body?.lcmKey ?? null,
  submission: (row) => row.id,
  kind: (row) => row.kind,
  lcmCall: (row) => row.lcm_call,
  outcome: (_row, { summary }) => summary,
  callbackFrom: (row) => momentOf(row.callback_at, row.callback_zone),
  callbackUntil: (row) => momentOf(row.callback_until, row.callback_zone),
  callbackZone: (row) => row.callback_zone,
  from: (row) => row.from_state,
  to: (row) => row.to_state,
  reason: (_row, { detail }) => detail,
  comment: (_row, { body, isReadable }) => (isReadable ? (body?.comment ?? null) : null),
  fields: (_row, { body, isReadable }) => (isReadable && body !== null ? fieldWords(body) : null),
};
/** The corrected fields of a field edit, one a line: `LName: Berry`. Null for other kinds. */
function fieldWords({ data }: SubmissionBody): string | null {
  const fields = correctedFields(data);
  return fields.length === 0 ? null : fields.map(({ name, value }) => `${name}: ${value}`).join('\n');
}

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
  const text = FORMATS[format](records, at.done, last);
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

/** How each format writes the rows of a piece. `done`: how many rows were done before; 0 begins the file. */
const FORMATS: Readonly<Record<ExportFormat, (rows: Cell[][], done: number, last: boolean) => string>> = {
  xlsx: (rows, done, last) => sheetRows(NAMES, rows, done, last),
  csv: (rows, done) => (done === 0 ? `\uFEFF${csvRows([NAMES])}` : '') + csvRows(rows),
  json(rows, done, last) {
    const objects = rows.map((row) =>
      JSON.stringify(Object.fromEntries(NAMES.map((name, index) => [name, cellText(row[index] ?? null)]))),
    );
    const between = done === 0 || objects.length === 0 ? '' : ',\n';
    return `${done === 0 ? '[\n' : ''}${between}${objects.join(',\n')}${last ? '\n]\n' : ''}`;
  },
};
