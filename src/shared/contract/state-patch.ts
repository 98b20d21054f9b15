import type { AppState, CallView } from './app-state.ts';

/** What changed between two states, so that the screen need not get all of it. It can only be applied to `from`. */
export interface StatePatch {
  /** The versions before and after. */
  readonly from: number;
  readonly version: number;
  /** The changed parts other than the calls, whole. */
  readonly parts: Partial<Omit<AppState, 'version' | 'calls'>>;
  readonly calls: CallsPatch;
}

/** How a list of calls changed. Calls that are neither `gone` nor `put` stay, in their order. `drafts` are about those. */
export interface CallsPatch {
  /** The ids of calls that left the list. */
  readonly gone: readonly string[];
  /** New, changed and moved calls with their new places, ascending. */
  readonly put: readonly { readonly at: number; readonly call: CallView }[];
  /** The drafts of calls of which nothing else changed, if every changed call is where it was. */
  readonly drafts: readonly { readonly at: number; readonly draft: CallView['draft'] }[];
}

/** @returns null if nothing changed. A call counts as unchanged only if it is the same object. */
export function patchBetween(before: AppState, after: AppState): StatePatch | null {
  const parts = Object.entries(after).filter(
    ([name, value]) =>
      name !== 'version' && name !== 'calls' && !isSame(value, before[name as keyof AppState]),
  );
  const calls = callsBetween(before.calls, after.calls);
  if (parts.length + calls.gone.length + calls.put.length + calls.drafts.length === 0) return null;
  return { from: before.version, version: after.version, parts: Object.fromEntries(parts), calls };
}

/**
 * A call of which only the draft changed stays the same object, also the list if no other call changed: who shows calls has
 * nothing to do then.
 *
 * @returns the state with the version of the patch
 */
export function applyPatch(state: AppState, { version, parts, calls }: StatePatch): AppState {
  return { ...state, ...parts, version, calls: applyToCalls(state.calls, calls) };
}

export function callsBetween(before: readonly CallView[], after: readonly CallView[]): CallsPatch {
  const dropped = new Set<string>();
  const put: CallsPatch['put'][number][] = [];
  let rest: Set<CallView> | null = null;
  // Most lists differ in one place.
  let next = 0;
  while (next < before.length && before[next] === after[next]) next += 1;
  let same = 0;
  const most = Math.min(before.length, after.length) - next;
  const [lastOld, lastNew] = [before.length - 1, after.length - 1];
  while (same < most && before[lastOld - same] === after[lastNew - same]) same += 1;
  const [oldEnd, newEnd] = [before.length - same, after.length - same];
  const first = next;
  function take(): void {
    const call = after[next];
    if (call !== undefined) {
      put.push({ at: next, call });
      rest?.delete(call);
    }
    next += 1;
  }
  /** Whether the call comes later in the new list. A look at its neighbour often tells. */
  function isAhead(call: CallView): boolean {
    if (after[next]?.callId === call.callId) return false;
    return after[next + 1] === call || (rest ??= new Set(after.slice(next, newEnd))).has(call);
  }
  for (const [index, call] of before.slice(next, oldEnd).entries()) {
    const isGone = after[next] !== call && after[next] === before[first + index + 1];
    while (!isGone && next < newEnd && after[next] !== call && isAhead(call)) take();
    if (after[next] === call) next += 1;
    else dropped.add(call.callId);
  }
  while (next < newEnd) take();
  for (const { call } of put) dropped.delete(call.callId);
  const gone = [...dropped];
  if (!areInPlace(before, { gone, put })) return { gone, put, drafts: [] };
  const others = put.filter(({ at, call }) => !differsInDraft(before[at], call));
  const drafts = put.filter((each) => !others.includes(each));
  return { gone, put: others, drafts: drafts.map(({ at, call: { draft } }) => ({ at, draft })) };
}

/** Whether each stays in its place, as nearly always. */
function areInPlace(calls: readonly CallView[], { gone, put }: Pick<CallsPatch, 'gone' | 'put'>): boolean {
  return gone.length === 0 && put.every(({ at, call }) => calls[at]?.callId === call.callId);
}

/** Whether nothing but the draft differs. A part counts as the same only if it is the same object. */
function differsInDraft(before: CallView | undefined, now: CallView): boolean {
  return Object.entries(now).every(
    ([name, value]) => name === 'draft' || value === before?.[name as keyof CallView],
  );
}

function applyToCalls(calls: CallView[], { gone, put, drafts }: CallsPatch): CallView[] {
  for (const { at, draft } of drafts) Object.assign(calls[at] ?? {}, { draft });
  if (gone.length + put.length === 0) return calls;
  if (areInPlace(calls, { gone, put })) {
    // Nothing is looked for.
    const same = calls.slice();
    for (const { at, call } of put) same[at] = call;
    return same;
  }
  const moved = new Set([...gone, ...put.map(({ call }) => call.callId)]);
  const result = calls.filter(({ callId }) => !moved.has(callId));
  for (const { at, call } of put) result.splice(at, 0, call);
  return result;
}

/** All parts are plain JSON. */
function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
