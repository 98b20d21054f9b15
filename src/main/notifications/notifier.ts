import type { Clock } from '#main/base/clock.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { createLimitWatch } from './limit-watch.ts';
import type { AfterCallWarning, AppNotification, NotificationKind } from './notification.ts';
import { createDueWatch, createStateWatch, waits } from './state-changes.ts';

/** Which of Afterword's windows has the keyboard. */
export type Attention = 'main' | 'quick' | 'elsewhere';

/** Shows notifications to the agent: one of each kind at a time; a new one replaces the old one. */
export interface NotificationBoard {
  show(notification: AppNotification): void;
  withdraw(kind: NotificationKind): void;
}

/** Decides which system notifications the agent gets, and when. */
export interface Notifier {
  /** Compares the state with the last one, notifies what is new, and withdraws what no longer holds. */
  follow(state: AppState): void;
  /** The after-call time of a call is over or nearly over. Calls that are nearly over are also read from the states. */
  afterCallWarning(warning: AfterCallWarning): void;
  /** The agent clicked or closed a notification. The next one of its kind starts counting at zero. */
  gone(kind: NotificationKind): void;
  stop(): void;
}

/** A burst is notified once nothing more of its kind has come for this long, in milliseconds. */
const QUIET_MS = 1_000;
/** A burst is notified after this long at the latest, in milliseconds. */
const LONGEST_MS = 10_000;

/** Kinds that pass the preference `important`: they do not resolve unless a person acts. */
const IMPORTANT: ReadonlySet<NotificationKind> = new Set(['refused', 'held', 'afterCall', 'callback']);

/** Windows in which a kind is visible already. The quick wrap-up shows calls and clocks, but not the outbox. */
const IN_SIGHT: Readonly<Record<NotificationKind, readonly Attention[]>> = {
  callWaits: ['main', 'quick'],
  afterCall: ['main', 'quick'],
  refused: ['main'],
  held: ['main'],
  delivered: ['main'],
  callback: ['main'],
};

/** The content of a notification: calls with their seconds of after-call time left, a number of wrap-ups, or callbacks. */
interface Content {
  readonly calls: ReadonlyMap<string, number | null>;
  readonly wrapUps: number;
  readonly callbacks: ReadonlySet<string>;
}

const NOTHING: Content = { calls: new Map(), wrapUps: 0, callbacks: new Set() };

function plus(one: Content, other: Content): Content {
  return {
    calls: new Map([...one.calls, ...other.calls]),
    wrapUps: one.wrapUps + other.wrapUps,
    callbacks: new Set([...one.callbacks, ...other.callbacks]),
  };
}

/** @param attention which window has the keyboard; called when there is something to notify */
export function createNotifier(deps: {
  board: NotificationBoard;
  attention: () => Attention;
  clock: Clock;
}): Notifier {
  const { board, attention, clock } = deps;
  const changeOf = createStateWatch(clock);
  const newlyDue = createDueWatch();
  const gathered = new Map<NotificationKind, { content: Content; since: number; cancel: () => void }>();
  /** What the shown notifications say. */
  const shown = new Map<NotificationKind, Content>();
  let state: AppState | null = null;

  function gather(kind: NotificationKind, news: Content): void {
    const begun = gathered.get(kind);
    begun?.cancel();
    const since = begun?.since ?? clock.monotonic();
    const longest = since + LONGEST_MS - clock.monotonic();
    gathered.set(kind, {
      content: plus(begun?.content ?? NOTHING, news),
      since,
      cancel: clock.after(Math.max(0, Math.min(QUIET_MS, longest)), () => notify(kind)),
    });
  }

  function notify(kind: NotificationKind): void {
    const news = gathered.get(kind)?.content ?? NOTHING;
    gathered.delete(kind);
    if (state === null || !wanted(kind, state.preferences) || IN_SIGHT[kind].includes(attention())) return;
    if (countOf(stillTrue(kind, news, state)) === 0) return;
    const earlier = shown.get(kind);
    const all = stillTrue(kind, plus(earlier ?? NOTHING, news), state);
    shown.set(kind, all);
    board.show({ ...wordless(kind, all, state), replaces: earlier !== undefined });
  }

  function gone(kind: NotificationKind): void {
    shown.delete(kind);
  }

  function afterCallWarning({ callId, secondsLeft }: AfterCallWarning): void {
    gather('afterCall', { ...NOTHING, calls: new Map([[callId, secondsLeft]]) });
  }
  const limits = createLimitWatch(clock, afterCallWarning);

  return {
    follow(next) {
      state = next;
      limits.follow(next.calls);
      const due = newlyDue(next);
      if (due.size > 0) gather('callback', { ...NOTHING, callbacks: due });
      const change = changeOf(next);
      if (change !== null) {
        const { ended, refused, held, delivered } = change;
        if (ended.length > 0)
          gather('callWaits', { ...NOTHING, calls: new Map(ended.map((id) => [id, null])) });
        if (refused > 0) gather('refused', { ...NOTHING, wrapUps: refused });
        if (held > 0) gather('held', { ...NOTHING, wrapUps: held });
        if (delivered > 0) gather('delivered', { ...NOTHING, wrapUps: delivered });
      }
      for (const [kind, content] of shown) {
        if (countOf(stillTrue(kind, content, next)) > 0) continue;
        gone(kind);
        board.withdraw(kind);
      }
    },
    afterCallWarning,
    gone,
    stop() {
      limits.stop();
      for (const { cancel } of gathered.values()) cancel();
      gathered.clear();
    },
  };
}

function wanted(kind: NotificationKind, { notifications }: Preferences): boolean {
  return notifications === 'all' || (notifications === 'important' && IMPORTANT.has(kind));
}

const countOf = ({ calls, wrapUps, callbacks }: Content): number => calls.size + wrapUps + callbacks.size;

/** Drops what the agent has dealt with since. */
function stillTrue(
  kind: NotificationKind,
  content: Content,
  { calls, outbox, callbacks }: AppState,
): Content {
  const known = calls.filter((call) => content.calls.has(call.callId) && waits(call));
  const waiting = new Set(known.map(({ callId }) => callId));
  const most = kind === 'refused' || kind === 'held' ? outbox[kind] : content.wrapUps;
  return {
    calls: new Map([...content.calls].filter(([callId]) => waiting.has(callId))),
    wrapUps: Math.min(content.wrapUps, most),
    callbacks: new Set(callbacks.due.map(({ id }) => id).filter((id) => content.callbacks.has(id))),
  };
}

function wordless(
  kind: NotificationKind,
  content: Content,
  { calls }: AppState,
): Omit<AppNotification, 'replaces'> {
  const [first = null] = content.calls.keys();
  const seconds = [...content.calls.values()].filter((left) => left !== null);
  const only = content.calls.size === 1 ? calls.find(({ callId }) => callId === first) : undefined;
  return {
    kind,
    count: countOf(content),
    callId: first,
    endedAt: only?.endedAt ?? null,
    secondsLeft: seconds.length === 0 ? null : Math.min(...seconds),
  };
}
