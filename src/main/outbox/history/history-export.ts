import { setImmediate } from 'node:timers/promises';
import type { Viewer } from '#main/base/viewer.ts';
import { readMoreTime } from '#main/calls/more-time.ts';
import type { MoreTime } from '#shared/contract/app-state.ts';
import type { ExportCursor, ExportForm, ExportFormat, ExportPiece } from '#shared/contract/history-file.ts';
import type { ExportRequest } from '#shared/contract/requests/history.ts';
import { correctedFields } from '../replaced.ts';
import type { EntryRow, StepRow, SubmissionBody, SubmissionRow, WholeRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import { cellText, momentOf, type Cell } from './export-cells.ts';
import { csvRows } from './export-csv.ts';
import { sheetRows } from './export-sheet.ts';
import type { HistoryRows } from './history-rows.ts';

/** How many rows one piece has: few enough that making it does not hold up the event loop. The last one may have fewer. */
const PIECE = 100;

export interface ExportSources {
  readonly rows: HistoryRows;
  readonly store: SubmissionStore;
  /** The agent whose comments are exported; those of other agents are left out. */
  readonly viewer: Viewer;
  readonly detailOf: (step: StepRow, submission: Pick<SubmissionRow, 'id' | 'agent'>) => string;
  /** Those of the entries that go into the file. */
  readonly wanted: (entries: readonly EntryRow[]) => readonly EntryRow[];
}

/** A submission after its sealed parts were opened; `body` is null if no available key opens it. */
interface Opened {
  readonly row: WholeRow;
  readonly body: SubmissionBody | null;
  readonly outcome: string;
  readonly isReadable: boolean;
}

type Columns<R> = Readonly<Record<string, (row: R) => Cell>>;

const COMMON: Columns<Opened> = {
  agent: ({ row }) => row.agent,
  callId: ({ row }) => row.call_id,
  lcmKey: ({ body }) => body?.lcmKey ?? null,
  submission: ({ row }) => row.id,
  kind: ({ row }) => row.kind,
  lcmCall: ({ row }) => row.lcm_call,
  outcome: ({ outcome }) => outcome,
  callbackFrom: ({ row }) => momentOf(row.callback_at, row.callback_zone),
  callbackUntil: ({ row }) => momentOf(row.callback_until, row.callback_zone),
  callbackZone: ({ row }) => row.callback_zone,
};
const WRITTEN: Columns<Opened> = {
  comment: ({ body, isReadable }) => (isReadable ? (body?.comment ?? null) : null),
  fields: ({ body, isReadable }) => (isReadable && body !== null ? fieldWords(body) : null),
  campaign: ({ body }) => body?.campaign?.name ?? body?.campaign?.id ?? null,
};

type Step = Opened & { readonly step: StepRow; readonly detail: string };

/** The columns of each form in order, and how each is read. */
const WRAP_UP_COLUMNS: Columns<Step> = {
  time: ({ row }) => momentOf(row.made_at, row.made_zone),
  zone: ({ row }) => row.made_zone,
  ...COMMON,
  state: ({ row }) => row.state,
  since: ({ row }) => momentOf(row.updated_at, row.made_zone),
  attempts: ({ row }) => String(row.attempts),
  reason: ({ detail }) => detail,
  moreTime: ({ row }) => moreTimeWords(row),
  ...WRITTEN,
};
const RECORD_COLUMNS: Columns<Step> = {
  time: ({ row, step }) => momentOf(step.at, row.made_zone),
  zone: ({ row }) => row.made_zone,
  ...COMMON,
  from: ({ step }) => step.from_state,
  to: ({ step }) => step.to_state,
  reason: ({ detail }) => detail,
  // Where it was saved: what follows took no more of the agent's time.
  moreTime: ({ row, step }) => (step.from_state === null ? moreTimeWords(row) : null),
  ...WRITTEN,
};

/** The extensions of the after-call limit before a wrap-up was saved, oldest first; none for other kinds. */
export function moreTimeBefore(
  { kind, made_at }: Pick<WholeRow, 'kind' | 'made_at'>,
  ofCall: string | null,
): readonly MoreTime[] {
  return kind === 'disposition' ? readMoreTime(ofCall).filter(({ at }) => at <= made_at) : [];
}

/** One a line: `2026-11-20T09:00:30.000+01:00 ana: 60 s`. Null if there is none. */
function moreTimeWords(row: WholeRow): string | null {
  const lines = moreTimeBefore(row, row.more_time).map(
    ({ at, agent, seconds }) => `${cellText(momentOf(at, row.made_zone)) ?? '?'} ${agent}: ${seconds} s`,
  );
  return lines.length === 0 ? null : lines.join('\n');
}

/** The corrected fields of a field edit, one a line: `LName: Berry`. Null for other kinds. */
function fieldWords({ data }: SubmissionBody): string | null {
  const fields = correctedFields(data);
  return fields.length === 0 ? null : fields.map(({ name, value }) => `${name}: ${value}`).join('\n');
}

/** A row of the file before its sealed parts are opened. `seq` is the order of its form. */
interface Found {
  readonly seq: number;
  readonly submission: WholeRow;
  readonly step: StepRow;
}

interface Form {
  readonly columns: Columns<Step>;
  readonly table: 'submissions' | 'history';
  /** The next rows after `after`, up to and including `until`, oldest first: at most `PIECE`. */
  readonly read: (rows: HistoryRows, after: number, until: number) => Found[];
}

const bySeq = (submissions: readonly WholeRow[]): Map<number, WholeRow> =>
  new Map(submissions.map((row) => [row.seq, row]));

const FORMS: Readonly<Record<ExportForm, Form>> = {
  wrapUps: {
    columns: WRAP_UP_COLUMNS,
    table: 'submissions',
    read(rows, after, until) {
      const submissions = bySeq(rows.after(after, until, PIECE));
      // The last transition says why it is in its state.
      const steps = new Map(rows.stepsOf([...submissions.keys()]).map((step) => [step.submission_seq, step]));
      return [...submissions].flatMap(([seq, submission]) => {
        const step = steps.get(seq);
        return step === undefined ? [] : [{ seq, submission, step }];
      });
    },
  },
  record: {
    columns: RECORD_COLUMNS,
    table: 'history',
    read(rows, after, until) {
      const steps = rows.transitions(after, until, PIECE);
      const submissions = bySeq(rows.whole([...new Set(steps.map((step) => step.submission_seq))]));
      return steps.flatMap((step) => {
        const submission = submissions.get(step.submission_seq);
        return submission === undefined ? [] : [{ seq: step.seq, submission, step }];
      });
    },
  },
};

/**
 * Makes one piece of the history file, as `exportHistory` of the contract describes. It keeps nothing between two
 * pieces, so an export that is given up needs no clean-up.
 */
export async function exportPiece(sources: ExportSources, request: ExportRequest): Promise<ExportPiece> {
  const { rows, wanted } = sources;
  const { columns, table, read } = FORMS[request.form];
  const cursor = request.cursor ?? start(rows, table);
  let { after, done } = cursor;
  const records: Cell[][] = [];
  let isLast = false;
  while (records.length < PIECE && !isLast) {
    const found = read(rows, after, cursor.until);
    const inFile = new Set(wanted([...new Set(found.map(({ submission }) => submission))]));
    isLast = found.length < PIECE;
    for (const { seq, submission, step } of found) {
      if (records.length === PIECE) {
        isLast = false;
        break;
      }
      if (inFile.has(submission)) records.push(toRecord(sources, columns, submission, step));
      after = seq;
      done += 1;
    }
    if (!isLast) await setImmediate();
  }
  const text = FORMATS[request.format](Object.keys(columns), records, cursor.rows, isLast);
  const progress = { done, rows: cursor.rows + records.length, total: cursor.total };
  return { text, ...progress, next: isLast ? null : { ...progress, after, until: cursor.until } };
}

function start(rows: HistoryRows, table: Form['table']): ExportCursor {
  const { rows: total, last } = rows.extent(table);
  return { after: 0, until: last, done: 0, rows: 0, total };
}

function toRecord(
  { store, viewer, detailOf }: ExportSources,
  columns: Columns<Step>,
  row: WholeRow,
  step: StepRow,
): Cell[] {
  const opened: Step = {
    row,
    step,
    body: store.bodyIfReadable(row),
    outcome: store.summary(row),
    detail: detailOf(step, row),
    isReadable: viewer.mayRead(row.agent),
  };
  return Object.values(columns).map((read) => read(opened));
}

/** How each format writes the rows of a piece. `before`: how many rows were written before; 0 begins the file. */
const FORMATS: Readonly<
  Record<ExportFormat, (names: readonly string[], rows: Cell[][], before: number, last: boolean) => string>
> = {
  xlsx: (names, rows, before, last) => sheetRows(names, rows, before, last),
  csv: (names, rows, before) => (before === 0 ? `\uFEFF${csvRows([names])}` : '') + csvRows(rows),
  json(names, rows, before, last) {
    const objects = rows.map((row) =>
      JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cellText(row[index] ?? null)]))),
    );
    const between = before === 0 || objects.length === 0 ? '' : ',\n';
    return `${before === 0 ? '[\n' : ''}${between}${objects.join(',\n')}${last ? '\n]\n' : ''}`;
  },
};
