import type { Viewer } from '#main/base/viewer.ts';
import type { ElsewhereAnswer } from '#shared/contract/requests/outbox.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import { isOverwritten } from '../replaced.ts';
import type { SubmissionRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { ThisMachine } from '../this-machine.ts';
import { OPEN_STATES } from '../transitions.ts';
import { giveWay } from './delivery.ts';

/*
 * What was saved on another machine and came here with a copied profile. The other copy may send it too, so it is not sent
 * from here before its agent has said so. Each function must run within a transaction. `at` is now, in milliseconds since
 * the epoch.
 */

const OTHER_COMPUTER = { code: 'otherComputer' } as const;

/** How many submissions are looked at in one step. */
const SOME = 250;

/** Queues again what was held so and came back to its own machine, unless it was overtaken since. @returns how many */
export function bringHome(store: SubmissionStore, machine: ThisMachine, at: number): number {
  const home = heldElsewhere(store).filter(
    (row) => machine.isHere(row.machine) && store.later(row).length === 0,
  );
  for (const row of home) store.move(row, 'queued', { at, detail: { code: 'backHome' }, reason: null });
  return home.length;
}

/** Where to look on: the states in `rest`, the first of them after `after`. */
interface Place {
  readonly rest: readonly SubmissionState[];
  readonly after: number;
}

/** Nothing that is not queued is sent, so that comes first. */
export const BEGINNING: Place = {
  rest: ['queued', ...OPEN_STATES.filter((state) => state !== 'queued')],
  after: 0,
};

/**
 * Looks at some of the open submissions. What waits and was saved on another machine is held; what nothing is noted of is
 * taken for this machine's from now on. The courier looks at each once more before it sends it, so it need not wait for the end.
 *
 * @returns how many are held now, and where to look on; null at the end
 */
export function tellMachines(
  store: SubmissionStore,
  machine: ThisMachine,
  { rest, after }: Place,
  at: number,
): { readonly held: number; readonly next: Place | null } {
  const states = [...rest];
  let held = 0;
  let from = after;
  let left = SOME;
  for (let [state] = states; state !== undefined; [state] = states) {
    if (left <= 0) return { held, next: { rest: states, after: from } };
    // As a rule, all of it is marked with this machine. Then its rows are not read.
    const found = store.machines(state, from, left);
    if (found.length === 0) {
      states.shift();
      from = 0;
      continue;
    }
    const last = Math.max(...found.map((each) => each.last));
    const known = found.map((each) => each.machine);
    if (machine.mark !== null && known.includes(null)) store.markUnmarked(machine.mark, state, from, last);
    const strange = state === 'queued' ? known.filter((mark) => !machine.isHere(mark)) : [];
    const strangers = strange.length === 0 ? [] : store.queuedOn(strange, from, last);
    for (const row of strangers)
      giveWay(store, store.move(row, 'held', { at, detail: OTHER_COMPUTER, reason: OTHER_COMPUTER }), at);
    held += strangers.length;
    left -= found.reduce((sum, { count }) => sum + count, 0);
    from = last;
  }
  return { held, next: null };
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
