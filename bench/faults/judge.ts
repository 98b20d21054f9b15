import type { LedgerEntry } from '#simulator/service/ledger.ts';
import { numberOf } from '#test/support/wrap-ups.ts';
import type { FaultFigures } from '#bench/figures.ts';
import type { ContenderReport } from './contender.ts';

interface Attempt {
  readonly n: number;
  readonly callId: string;
}

/**
 * The result of a run, from what the agent was told and from what LCM applied, in order.
 *
 * @param pending how many were still waiting when the run was given up
 */
export function judge(
  contender: string,
  reports: readonly ContenderReport[],
  ledger: readonly LedgerEntry[],
  pending: number,
): FaultFigures {
  const applied = ledger.flatMap(({ applied, data }) => (applied ? [attemptOf(data)] : []));
  const saved = ofKind(reports, 'saved');
  const lastSaved = new Map(saved.map(({ callId, n }) => [callId, n]));
  const lastTried = new Map(ofKind(reports, 'trying').map(({ callId, n }) => [callId, n]));
  const finals = new Map(applied.map(({ callId, n }) => [callId, n]));
  const arrived = new Set(applied.map(({ n }) => n));

  // A kill may come after a correction is saved and before it is reported. Then the correction is the last word.
  const isLastWord = (callId: string, n: number | undefined): boolean =>
    n !== undefined && (n === lastSaved.get(callId) || n === lastTried.get(callId));
  const wrong = [...lastSaved.keys()].filter((callId) => !isLastWord(callId, finals.get(callId)));
  const lost = wrong.filter((callId) => !arrived.has(lastSaved.get(callId) ?? NaN));
  return {
    contender,
    saved: saved.length,
    lost: lost.length,
    ...order(applied),
    wrongCalls: wrong.length,
    stuck: pending,
  };
}

function order(applied: readonly Attempt[]): Pick<FaultFigures, 'repeated' | 'doubled' | 'outOfOrder'> {
  const seen = new Set<number>();
  const latest = new Map<string, number>();
  const newest = new Map<string, number>();
  let repeated = 0;
  let doubled = 0;
  let outOfOrder = 0;
  for (const { callId, n } of applied) {
    if (seen.has(n)) {
      if (latest.get(callId) === n) repeated += 1;
      else doubled += 1;
    } else if (n < (newest.get(callId) ?? -1)) outOfOrder += 1;
    seen.add(n);
    latest.set(callId, n);
    newest.set(callId, Math.max(n, newest.get(callId) ?? -1));
  }
  return { repeated, doubled, outOfOrder };
}

function ofKind(reports: readonly ContenderReport[], kind: 'trying' | 'saved'): Attempt[] {
  return reports.flatMap((report) => (report.kind === kind ? [report] : []));
}

function attemptOf(data: unknown): Attempt {
  const callId = typeof data === 'object' && data !== null && 'callid' in data ? String(data.callid) : '';
  return { n: numberOf(data), callId };
}
