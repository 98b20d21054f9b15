import type { CallRecord } from '#main/calls/call-store.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createHistory } from '#main/outbox/history/history.ts';
import type { SubmissionBody, SubmissionRow } from '#main/outbox/rows.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import type { Ledger, LedgerEntry } from '#simulator/service/ledger.ts';
import { SUBMISSION_STATES, type HistoryEntry } from '#shared/wrapup/submission.ts';
import type { ChildReport } from './child-protocol.ts';
import { everybody } from '#test/support/outbox-options.ts';

/** What is known at the end: what the agent saw, what is in the database, what LCM received and holds. */
export interface Evidence {
  readonly reports: readonly ChildReport[];
  readonly submissions: readonly { readonly row: SubmissionRow; readonly body: SubmissionBody }[];
  readonly calls: readonly CallRecord[];
  readonly history: readonly HistoryEntry[];
  readonly received: readonly LedgerEntry[];
  readonly finalStates: ReadonlyMap<string, LedgerEntry>;
}

/** Reads everything back from an open database, as a later start of the app would. */
export async function gatherEvidence(
  { database, cipher }: { readonly database: Database; readonly cipher: Cipher },
  reports: readonly ChildReport[],
  ledger: Ledger,
): Promise<Evidence> {
  const store = new SubmissionStore(database, cipher);
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  const rows = store.list(SUBMISSION_STATES, 0, -1).reverse();
  const callIds = [...new Set(reports.flatMap((report) => ('callId' in report ? [report.callId] : [])))];
  const history = await createHistory(store, everybody)({ query: '', before: null, limit: 10_000_000 });
  return {
    reports,
    submissions: rows.map((row) => ({ row, body: readable(store.bodyIfReadable(row)) })),
    calls: callIds.flatMap((callId) => calls.get(callId) ?? []),
    history: history.reverse(),
    received: ledger.entries(),
    finalStates: ledger.finalStates(),
  };
}

function readable(body: SubmissionBody | null): SubmissionBody {
  if (body === null) throw new Error('A submission cannot be read');
  return body;
}
