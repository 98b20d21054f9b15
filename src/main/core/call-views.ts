import type { AfterCallLimits } from '#main/after-call/after-call-limits.ts';
import type { Calls, FoundCall, SavedDraft } from '#main/calls/call-store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import type { CallView } from '#shared/contract/app-state.ts';

/**
 * The calls as the screen shows them, kept in memory. Only calls that were touched are read from the database again, so
 * that a change of one call costs the same however many are open.
 */
export interface CallViews {
  /**
   * Reads what was touched, and has the limits follow it.
   *
   * @returns the calls to wrap up, in the order in which they came; then those wrapped up last or being corrected. An
   *   unchanged call is the same object as before
   */
  readonly current: () => CallView[];
  /** Something about this call may have changed. */
  readonly touch: (callId: string) => void;
  /** Only the draft of this call is another: it need not be read. */
  readonly touchDraft: (saved: SavedDraft) => void;
  /** A submission of this call was added or moved. While many are delivered, most are of calls that are not shown. */
  readonly touchMoved: (callId: string) => void;
  /** Anything may have changed. */
  readonly touchAll: () => void;
  /** Calls may wait for another time now, or old ones may be deleted. */
  readonly touchOutbox: () => void;
  /** LCM may have told the campaign of some calls. */
  readonly touchNamed: () => void;
}

interface Entry extends FoundCall {
  readonly campaign: string | null;
  view: CallView;
}

/** As many calls have a number as the keyboard has digits for. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** @param deps.hasCampaignRules whether the campaign of a call decides its limit */
export function createCallViews(deps: {
  readonly calls: Pick<Calls, 'find' | 'toWrapUp' | 'toWrapUpAmong' | 'latelyWrapped'>;
  readonly outbox: Pick<Outbox, 'latestForCall'>;
  readonly lists: Pick<OutcomeLists, 'campaign'>;
  readonly limits: Pick<AfterCallLimits, 'follow' | 'view'>;
  readonly hasCampaignRules: boolean;
}): CallViews {
  const { calls, outbox, lists, limits, hasCampaignRules } = deps;
  const entries = new Map<string, Entry>();
  /** Both in the order of the list. */
  const open: Entry[] = [];
  let done: Entry[] = [];
  /** The views of `open`, in its order: a change of one call does nothing for each of the others. */
  const shown: CallView[] = [];
  /** The calls that have the numbers. They are kept in memory only: after a start, the order of the list gives them. */
  const numbered = new Map<number, string>();
  const touched = new Set<string>();
  /** Calls of which only the draft is another. */
  const drafted = new Map<string, CallView['draft']>();
  /** Calls of which only the submission may be told otherwise: it may be tried at another time. */
  const retimed = new Set<string>();
  /** Calls that were not shown when a submission of theirs moved. */
  const moved = new Set<string>();
  let isAllTouched = true;
  let isOutboxTouched = false;

  const isOpen = (entry: Entry | null | undefined): entry is Entry => entry?.record.wrappedAt === null;

  /** The entry of a call that was just read. Keeps the view if it is the same as before. */
  function entryOf({ seq, record }: FoundCall, before: Entry | undefined): Entry {
    const { callId } = record;
    const number = before?.view.number ?? null;
    const view = {
      ...record,
      number: record.wrappedAt === null ? number : null,
      afterCall: limits.view(record),
      submission: outbox.latestForCall(callId),
    };
    const isSame = before !== undefined && JSON.stringify(before.view) === JSON.stringify(view);
    const campaign = hasCampaignRules ? lists.campaign(record) : null;
    return { seq, record, campaign, view: isSame ? before.view : view };
  }

  function readRetimed(): void {
    for (const callId of retimed) {
      const entry = touched.has(callId) ? undefined : entries.get(callId);
      if (entry === undefined) continue;
      const submission = outbox.latestForCall(callId);
      if (JSON.stringify(submission) === JSON.stringify(entry.view.submission)) continue;
      show(entry, { ...entry.view, submission });
    }
    retimed.clear();
  }

  function takeDrafted(): void {
    for (const [callId, draft] of drafted) {
      const entry = entries.get(callId);
      if (entry === undefined) touched.add(callId);
      else if (!touched.has(callId) && JSON.stringify(draft) !== JSON.stringify(entry.view.draft))
        show(entry, { ...entry.view, draft });
    }
    drafted.clear();
  }

  /** @param mayBeDone whether other calls may be done now, whatever was touched */
  function readTouched(mayBeDone: boolean): void {
    mayBeDone ||= moved.size > 0;
    if (moved.size > 0) for (const callId of calls.toWrapUpAmong([...moved])) touched.add(callId);
    moved.clear();
    const read = [...touched].map((callId) => ({ callId, found: calls.find(callId) }));
    limits.follow(read.map(({ callId, found }) => ({ callId, call: found?.record ?? null })));
    for (const { callId, found } of read) {
      const both = [entries.get(callId), take(callId, found)];
      mayBeDone ||= both.some((entry) => (entry?.record.wrappedAt ?? null) !== null);
    }
    const maybeOld = new Set([...touched, ...done.map(({ record }) => record.callId)]);
    touched.clear();
    if (!mayBeDone) return;
    const lately = calls.latelyWrapped();
    done = lately
      .map((callId) => entries.get(callId) ?? take(callId, calls.find(callId)))
      .filter((entry) => entry !== null);
    for (const callId of maybeOld) {
      const entry = entries.get(callId);
      if (entry !== undefined && !isOpen(entry) && !lately.includes(callId)) entries.delete(callId);
    }
  }

  /** Puts what was read of a call in the place of what was known of it. */
  function take(callId: string, found: FoundCall | null): Entry | null {
    const before = entries.get(callId);
    const entry = found === null ? null : entryOf(found, before);
    if (isOpen(before)) place(before, 1);
    if (isOpen(entry)) place(entry, 0, entry);
    entries.delete(callId);
    if (entry !== null) entries.set(callId, entry);
    return entry;
  }

  /** Removes as many calls to wrap up, and adds others, where this one belongs. */
  function place(entry: Entry, gone: number, ...put: Entry[]): void {
    const at = placeOf(entry, open);
    open.splice(at, gone, ...put);
    shown.splice(at, gone, ...put.map(({ view }) => view));
  }

  function show(entry: Entry, view: CallView): void {
    entry.view = view;
    if (isOpen(entry)) shown[placeOf(entry, open)] = view;
  }

  /** Gives the numbers that are free to the oldest calls without one. */
  function giveNumbers(): void {
    for (const number of NUMBERS) {
      const owner = entries.get(numbered.get(number) ?? '');
      if (owner?.view.number === number) continue;
      const next = open.find(({ view }) => view.number === null);
      if (next === undefined) return;
      show(next, { ...next.view, number });
      numbered.set(number, next.record.callId);
    }
  }

  return {
    current() {
      const isAll = isAllTouched;
      isAllTouched = false;
      if (isAll)
        for (const callId of [...entries.keys(), ...calls.toWrapUp().toReversed()]) touched.add(callId);
      takeDrafted();
      if (isAll || isOutboxTouched || touched.size + moved.size > 0) {
        readRetimed();
        readTouched(isAll || isOutboxTouched);
        giveNumbers();
      }
      isOutboxTouched = false;
      return shown.concat(done.map(({ view }) => view));
    },
    touch: (callId) => touched.add(callId),
    touchDraft: ({ callId, draft }) => drafted.set(callId, draft),
    touchMoved: (callId) => (entries.has(callId) ? touched : moved).add(callId),
    touchAll() {
      isAllTouched = true;
    },
    touchOutbox() {
      isOutboxTouched = true;
      for (const [callId, { view }] of entries) if (view.submission?.state === 'queued') retimed.add(callId);
    },
    touchNamed() {
      if (!hasCampaignRules) return;
      for (const [callId, { record, campaign }] of entries)
        if (lists.campaign(record) !== campaign) touched.add(callId);
    },
  };
}

/** Where an entry belongs in a list that is in the order in which the calls came. A new call belongs at the end. */
function placeOf(entry: Entry, list: readonly Entry[]): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = list[middle];
    if (other !== undefined && comesBefore(other, entry)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function comesBefore(one: Entry, other: Entry): boolean {
  const apart = one.record.openedAt - other.record.openedAt;
  return apart < 0 || (apart === 0 && one.seq < other.seq);
}
