import type { Clock } from '#main/base/clock.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { createLimitWatch } from './limit-watch.ts';
import type { AfterCallWarning, AppNotification, NotificationKind } from './notification.ts';
import { createStateWatch, waits } from './state-changes.ts';

/** The window of Afterword that has the keyboard. */
export type Attention = 'main' | 'quick' | 'elsewhere';

/** What puts notifications before the agent: one of each kind at a time, a new one in the place of the old. */
export interface NotificationBoard {
  show(notification: AppNotification): void;
  withdraw(kind: NotificationKind): void;
}

/** Decides what the agent is told by the system, and when. */
export interface Notifier {
  /** Compares the state with the last one, tells what is new, and withdraws what is done with. */
  follow(state: AppState): void;
  /** The after-call time of a call is over, or nearly: of the latter, the states tell as well. */
  afterCallWarning(warning: AfterCallWarning): void;
  /** The agent clicked or closed a notification: the next of its kind starts from nothing. */
  gone(kind: NotificationKind): void;
  stop(): void;
}

/** A burst is told once nothing more of its kind has come for this long, in milliseconds. */
const QUIET_MS = 1_000;
/** And after this long at the latest. */
const LONGEST_MS = 10_000;

/** Kinds that the preference `important` lets through: without a person, these stay as they are. */
const IMPORTANT: ReadonlySet<NotificationKind> = new Set(['refused', 'held', 'afterCall']);

/** Where a kind is in sight already: the quick wrap-up shows calls and clocks, not the outbox. */
const IN_SIGHT: Readonly<Record<NotificationKind, readonly Attention[]>> = {
  callWaits: ['main', 'quick'],
  afterCall: ['main', 'quick'],
  refused: ['main'],
  held: ['main'],
  delivered: ['main'],
};

/** What a notification is made of: calls, with the seconds left of their after-call time, or a number of wrap-ups. */
interface Told {
  readonly calls: ReadonlyMap<string, number | null>;
  readonly wrapUps: number;
}

const NOTHING: Told = { calls: new Map(), wrapUps: 0 };

function plus(one: Told, other: Told): Told {
  return { calls: new Map([...one.calls, ...other.calls]), wrapUps: one.wrapUps + other.wrapUps };
}

/**
 * @param attention which window has the keyboard, asked when there is something to tell
 */
export function createNotifier(deps: {
  board: NotificationBoard;
  attention: () => Attention;
  clock: Clock;
}): Notifier {
  const { board, attention, clock } = deps;
  const changeOf = createStateWatch(clock);
  const gathered = new Map<NotificationKind, { told: Told; since: number; cancel: () => void }>();
  /** What the notification that is there says. */
  const shown = new Map<NotificationKind, Told>();
  let state: AppState | null = null;

  function gather(kind: NotificationKind, news: Told): void {
    const begun = gathered.get(kind);
    begun?.cancel();
    const since = begun?.since ?? clock.monotonic();
    const longest = since + LONGEST_MS - clock.monotonic();
    gathered.set(kind, {
      told: plus(begun?.told ?? NOTHING, news),
      since,
      cancel: clock.after(Math.max(0, Math.min(QUIET_MS, longest)), () => {
        tell(kind);
      }),
    });
  }

  function tell(kind: NotificationKind): void {
    const news = gathered.get(kind)?.told ?? NOTHING;
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
    gather('afterCall', { calls: new Map([[callId, secondsLeft]]), wrapUps: 0 });
  }
  const limits = createLimitWatch(clock, afterCallWarning);

  return {
    follow(next) {
      state = next;
      limits.follow(next.calls);
      const change = changeOf(next);
      if (change !== null) {
        const { ended, refused, held, delivered } = change;
        if (ended.length > 0)
          gather('callWaits', { calls: new Map(ended.map((id) => [id, null])), wrapUps: 0 });
        if (refused > 0) gather('refused', { ...NOTHING, wrapUps: refused });
        if (held > 0) gather('held', { ...NOTHING, wrapUps: held });
        if (delivered > 0) gather('delivered', { ...NOTHING, wrapUps: delivered });
      }
      for (const [kind, told] of shown) {
        if (countOf(stillTrue(kind, told, next)) > 0) continue;
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

const countOf = ({ calls, wrapUps }: Told): number => calls.size + wrapUps;

/** Without what has been seen to since. */
function stillTrue(kind: NotificationKind, told: Told, { calls, outbox }: AppState): Told {
  const waiting = new Set(calls.filter(waits).map(({ callId }) => callId));
  const most = kind === 'refused' || kind === 'held' ? outbox[kind] : told.wrapUps;
  return {
    calls: new Map([...told.calls].filter(([callId]) => waiting.has(callId))),
    wrapUps: Math.min(told.wrapUps, most),
  };
}

function wordless(
  kind: NotificationKind,
  told: Told,
  { calls }: AppState,
): Omit<AppNotification, 'replaces'> {
  const [first = null] = told.calls.keys();
  const seconds = [...told.calls.values()].filter((left) => left !== null);
  const only = told.calls.size === 1 ? calls.find(({ callId }) => callId === first) : undefined;
  return {
    kind,
    count: countOf(told),
    callId: first,
    endedAt: only?.endedAt ?? null,
    secondsLeft: seconds.length === 0 ? null : Math.min(...seconds),
  };
}
