import { createCallbackStore } from '#main/callbacks/callback-store.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createHistoryRows } from '#main/outbox/history/history-rows.ts';
import type { SubmissionBody, SubmissionRow } from '#main/outbox/rows.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import type { Ledger, LedgerEntry } from '#simulator/service/ledger.ts';
import { SUBMISSION_STATES, type HistoryStep } from '#shared/wrapup/submission.ts';
import type { ChildReport } from './child-protocol.ts';
import { everybody } from '#test/support/outbox-options.ts';

/** What is known at the end: what the agent saw, what is in the database, what LCM received and holds. */
export interface Evidence {
  readonly reports: readonly ChildReport[];
  readonly submissions: readonly { readonly row: SubmissionRow; readonly body: SubmissionBody }[];
  readonly calls: readonly CallRecord[];
  /** The transitions, oldest first. */
  readonly history: readonly (Omit<HistoryStep, 'at'> & { readonly submissionId: string })[];
  readonly received: readonly LedgerEntry[];
  /** By call: what is kept under each of the names of its callback ({@link markNames}). */
  readonly marks: ReadonlyMap<string, readonly (number | null)[]>;
}

/** The names of the callback of a call: as LCM lists it, and as it was booked. Both are decided at once. */
export const markNames = (callId: string): readonly string[] => [`lcm ${callId}`, `here ${callId}`];

/** Reads everything back from an open database, as a later start of the app would. */
export function gatherEvidence(
  { database, cipher }: { readonly database: Database; readonly cipher: Cipher },
  reports: readonly ChildReport[],
  ledger: Ledger,
): Evidence {
  const store = new SubmissionStore(database, cipher);
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  const callbacks = createCallbackStore({ database, cipher, log, certainNow: () => clock.now() });
  const rows = store.list(SUBMISSION_STATES, 0, -1).reverse();
  const callIds = [...new Set(reports.flatMap((report) => ('callId' in report ? [report.callId] : [])))];
  const ids = new Map(rows.map(({ seq, id }) => [seq, id]));
  const history = createHistoryRows(database)
    .transitions(0, Number.MAX_SAFE_INTEGER, 10_000_000)
    .map((step) => {
      const submissionId = ids.get(step.submission_seq) ?? '';
      const { seq, from_state: from, to_state: to } = step;
      return { seq, submissionId, from, to, detail: store.detail(step, submissionId) };
    });
  return {
    reports,
    submissions: rows.map((row) => ({ row, body: readable(store.bodyIfReadable(row)) })),
    calls: callIds.flatMap((callId) => calls.get(callId) ?? []),
    history,
    received: ledger.entries(),
    marks: new Map(
      callIds.map((callId) => [callId, markNames(callId).map((name) => callbacks.decision([name]).doneAt)]),
    ),
  };
}

function readable(body: SubmissionBody | null): SubmissionBody {
  if (body === null) throw new Error('A submission cannot be read');
  return body;
}
