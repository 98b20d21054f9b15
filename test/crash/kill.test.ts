import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { silentLog as log } from '#main/base/log.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import type { ChildOrders, ChildReport } from './child-protocol.ts';
import { gatherEvidence, type Evidence } from './evidence.ts';
import { runChild, type Kill } from './run-child.ts';
import { findFaults } from './verdict.ts';
import type { SubmissionRow } from '#main/outbox/rows.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import { seeded } from '#test/support/wrap-ups.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { memory } from '#test/support/memory.ts';

const kills = Number(process.env['AFTERWORD_KILLS'] ?? 200);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Agents who work at the same time, each with a folder and an LCM of their own: most of the time, each waits for its first try,
 * which a start spreads over five seconds.
 */
const LANES = 5;

interface Lane {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly random: () => number;
}

let folder: string;
let lanes: Lane[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(memory, 'afterword-crash-'));
  lanes = await Promise.all(
    Array.from({ length: LANES }, async (_, index) => {
      const random = seeded(seed + index);
      const simulator = await startSimulator({ ledgerLimit: Infinity, random: seeded(seed - index - 1) });
      return { simulator, random, folder: join(folder, `agent-${index}`) };
    }),
  );
});
afterEach(async () => {
  await Promise.all(lanes.map(({ simulator }) => simulator.close()));
  rmSync(folder, { recursive: true, force: true });
});

it(
  `loses nothing over ${kills} kills in the middle of work`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    console.log(`AFTERWORD_SEED=${seed} AFTERWORD_KILLS=${kills}`);
    const found = await Promise.all(lanes.map((lane) => killAndGather(lane, Math.ceil(kills / LANES))));
    expect(found.flatMap(findFaults)).toEqual([]);
    expectHardship(found);
  },
);

async function killAndGather({ simulator, folder: data, random }: Lane, times: number): Promise<Evidence> {
  const reports: ChildReport[] = [];
  const orders = (task: ChildOrders['task']): ChildOrders => {
    const latest = reports.slice(-4).flatMap((report) => ('n' in report ? [report.n] : []));
    const next = 1 + Math.max(-1, ...latest);
    return { folder: data, url: simulator.url, seed: Math.floor(random() * 2 ** 31), from: next, task };
  };

  simulator.faults.set({
    latency: { minMs: 0, maxMs: 6 },
    dropReply: { probability: 0.05 },
    duplicateReply: { probability: 0.1 },
    lateReply: { probability: 0.03, afterMs: 450 },
    disconnectBefore: { probability: 0.02 },
    disconnectAfter: { probability: 0.02 },
    foreignTraffic: { everyMs: 20 },
  });
  for (let count = 0; count < times;) {
    // Some kills come while the database is opened and the waiting submissions are loaded.
    const kill: Kill =
      random() < 0.1
        ? { after: 'start', ms: 100 + random() * 300 }
        : { after: 'firstTry', ms: 5 + random() * (random() < 0.1 ? 900 : 145) };
    const run = await runChild(orders('submit'), kill);
    reports.push(...run.reports);
    if (run.killedAtWork) count += 1;
  }

  simulator.faults.clear();
  const last = await runChild(orders('drain'), null);
  expect(last.reports).toEqual([{ kind: 'drained' }]);
  return gather(data, reports, simulator);
}

/** Reads everything back, in this process, as a later start of the app would. */
function gather(dataFolder: string, reports: readonly ChildReport[], simulator: Simulator): Evidence {
  const store = openStore(dataFolder, fileKeyProtector, { clock, log });
  try {
    expect(integrityCheck(store.database)).toEqual([]);
    expect(store.notices.map(({ code }) => code)).toEqual(['keyNotProtected']);
    return gatherEvidence(store, reports, simulator.ledger);
  } finally {
    store.database.close();
  }
}

/** The test proves something only if all of this happened. */
function expectHardship(found: readonly Evidence[]): void {
  const sum = (measure: (evidence: Evidence) => number): number =>
    found.reduce((total, evidence) => total + measure(evidence), 0);
  const told = (detail: string): number =>
    sum(({ history }) => history.filter((entry) => entry.detail === detail).length);
  const rowsOf = (state: SubmissionState, { submissions }: Evidence): SubmissionRow[] =>
    submissions.map(({ row }) => row).filter((row) => row.state === state);
  const edits = (state: SubmissionState): number =>
    sum((one) => rowsOf(state, one).filter(({ kind }) => kind === 'fieldEdit').length);
  const delivered = sum((one) => rowsOf('delivered', one).length);
  const lanes = sum(
    (one) =>
      new Set(
        rowsOf('delivered', one).map(({ kind, call_id, campaign }) => `${kind} ${call_id} ${campaign ?? 0}`),
      ).size,
  );
  const seen = {
    saved: sum(({ reports }) => reports.filter(({ kind }) => kind === 'saved').length),
    superseded: told('corrected'),
    blocks: sum((one) => rowsOf('delivered', one).filter(({ kind }) => kind === 'doNotCall').length),
    otherCampaigns: sum(
      (one) => rowsOf('delivered', one).filter(({ kind }) => kind === 'otherCampaign').length,
    ),
    marks: sum(({ reports }) => reports.filter(({ kind }) => kind === 'marked').length),
    fieldEdits: edits('delivered'),
    fieldEditsSuperseded: edits('superseded'),
    correctedAfterSending: delivered - lanes,
    interrupted: told('interrupted'),
    unanswered: told('timeout'),
    linkLost: told('link-lost'),
    settledLate: told('acknowledgedLate'),
    sentAgain: sum(({ received }) => received.length) - delivered,
  };
  console.log(seen);
  expect(seen.saved).toBeGreaterThan(kills);
  expect(seen.blocks).toBeGreaterThan(0);
  const { superseded, otherCampaigns, marks, fieldEdits } = seen;
  const { correctedAfterSending, interrupted, sentAgain } = seen;
  const least = Math.min(
    ...[superseded, otherCampaigns, marks, fieldEdits, correctedAfterSending, interrupted, sentAgain],
  );
  // On a busy machine less is done between two kills.
  expect(least).toBeGreaterThan(kills / 50);
}
