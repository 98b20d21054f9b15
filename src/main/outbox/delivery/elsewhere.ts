import type { Viewer } from '#main/base/viewer.ts';
import type { ElsewhereAnswer } from '#shared/contract/requests/outbox.ts';
import { isOverwritten } from '../replaced.ts';
import type { SubmissionRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { ThisMachine } from '../this-machine.ts';
import { giveWay } from './delivery.ts';

/*
 * What was saved on another machine and came here with a copied profile. The other copy may send it too, so it is not sent
 * from here before its agent has said so. Each function must run within a transaction. `at` is now, in milliseconds since
 * the epoch.
 */

const OTHER_COMPUTER = { code: 'otherComputer' } as const;

/**
 * Holds what waits and was saved on another machine, and queues again what came back to its own, unless it was overtaken
 * since. What nothing is noted of is taken for this machine's from now on.
 *
 * @returns how many came back, and how many are held now
 */
export function tellMachines(
  store: SubmissionStore,
  machine: ThisMachine,
  at: number,
): { readonly backHome: number; readonly otherComputer: number } {
  // As a rule, all of it is marked with this machine. Then its rows are not read.
  const marks = store.marksOfOpen();
  if (machine.mark !== null && marks.includes(null)) store.markUnmarked(machine.mark);
  const home = heldElsewhere(store).filter(
    (row) => machine.isHere(row.machine) && store.later(row).length === 0,
  );
  for (const row of home) store.move(row, 'queued', { at, detail: { code: 'backHome' }, reason: null });

  const strange = marks.filter((mark) => mark !== null && !machine.isHere(mark));
  const strangers = strange.length === 0 ? [] : store.queuedOn(strange);
  for (const row of strangers)
    giveWay(store, store.move(row, 'held', { at, detail: OTHER_COMPUTER, reason: OTHER_COMPUTER }), at);
  return { backHome: home.length, otherComputer: strangers.length };
}

/** The submissions that are held because they were saved on another machine, oldest first. */
export function heldElsewhere(store: Pick<SubmissionStore, 'inState'>): SubmissionRow[] {
  return store.inState('held', OTHER_COMPUTER.code);
}

/** Does what the viewer says of all of theirs that is held so. */
export function answerElsewhere(
  store: SubmissionStore,
  answer: ElsewhereAnswer,
  { viewer, machine, at }: { viewer: Viewer; machine: ThisMachine; at: number },
): void {
  const rows = heldElsewhere(store).filter(({ agent }) => viewer.mayRead(agent));
  if (answer === 'sendFromHere') sendFromHere(store, rows, machine, at);
  else sentThere(store, rows, at);
}

/**
 * Queues them: their agent has them sent from this machine, in the order in which they were saved. One that a later submission
 * has overwritten since stays held for the agent to look at.
 */
function sendFromHere(
  store: SubmissionStore,
  rows: readonly SubmissionRow[],
  machine: ThisMachine,
  at: number,
): void {
  // What is held like them was not sent since, so it overwrites nothing: it goes after them.
  const held = new Set(heldElsewhere(store).map(({ id }) => id));
  const sent: Pick<SubmissionStore, 'later' | 'bodyIfReadable'> = {
    later: (row) => store.later(row).filter(({ id }) => !held.has(id)),
    bodyIfReadable: (row) => store.bodyIfReadable(row),
  };
  for (const row of rows) {
    if (isOverwritten(sent, row)) continue;
    store.move(row, 'queued', { at, detail: { code: 'retried' }, reason: null, machine: machine.mark });
  }
}

/** Ends them: their agent says that the other machine has sent them. */
function sentThere(store: SubmissionStore, rows: readonly SubmissionRow[], at: number): void {
  const detail = { code: 'sentThere' } as const;
  for (const row of rows) store.move(row, 'discarded', { at, detail, reason: detail });
}
