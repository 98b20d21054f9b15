import type { Clock } from '#main/base/clock.ts';
import type { Signal } from '#main/base/signal.ts';
import { agentKey } from '#main/base/viewer.ts';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import type { CallbackListState } from '#shared/callbacks/my-callback.ts';
import type { CallbackStore, KeptList } from './callback-store.ts';
import type { CallbacksSettings } from './callbacks-settings.ts';
import type { LcmList } from './lcm-list.ts';

/** LCM's list of callbacks of the agent who is signed in, as LCM told it last. It is asked again after each link and now and then. */
export interface ToldList {
  /** Null if it was never told, or nobody is signed in. */
  list(): KeptList | null;
  /** How fresh it is, and what became of the last question; null if LCM is not asked. */
  state(): CallbackListState | null;
  /** Asks LCM now. Never rejects. */
  readonly ask: () => Promise<void>;
  /** What was kept may be another's: the agent changed. */
  forget(): void;
  stop(): void;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** After a new link, answers to requests may come that nobody here has seen; and desktops should not all ask at once. */
const AFTER_LINK = { least: 3_000, more: 7_000 };

/**
 * @param deps.back how far back LCM is asked, in milliseconds
 * @param deps.aheadDays how far ahead, in days
 * @param deps.zone the zone in which LCM is told the days, an IANA name
 * @param deps.onTold called after each answer, good or bad
 * @param deps.onState called when a question begins, or cannot be asked
 */
export function createToldList(deps: {
  readonly store: Pick<CallbackStore, 'list' | 'keepList'>;
  readonly lcmList: LcmList | null;
  readonly isLinked: () => boolean;
  readonly linkChanged: Pick<Signal<{ readonly status: string }>, 'on'>;
  readonly agent: () => string | null;
  readonly settings: Pick<CallbacksSettings, 'askMinutes'>;
  readonly back: number;
  readonly aheadDays: () => number;
  readonly zone: () => string;
  readonly lcmNow: () => number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onTold: () => void;
  readonly onState: () => void;
}): ToldList {
  const { store, lcmList, agent, clock } = deps;
  let kept: { readonly agent: string; readonly list: KeptList | null } | null = null;
  /** What became of the last question, and of whose callbacks it was. */
  let asked: { readonly agent: string } & Pick<CallbackListState, 'isAsking' | 'fault'> = {
    agent: '',
    isAsking: false,
    fault: null,
  };
  let cancelAsk = (): void => {};
  let isStopped = false;

  const whose = (): string => agentKey(agent() ?? '');

  function list(): KeptList | null {
    const name = whose();
    if (kept?.agent !== name) kept = { agent: name, list: name === '' ? null : store.list(name) };
    return kept.list;
  }

  function note(now: typeof asked): void {
    asked = now;
    deps.onState();
  }

  async function ask(): Promise<void> {
    cancelAsk();
    const name = agent();
    if (lcmList === null || name === null) return;
    const key = agentKey(name);
    if (!deps.isLinked()) {
      note({ agent: key, isAsking: false, fault: 'not-connected' });
      return;
    }
    note({ agent: key, isAsking: true, fault: null });
    const zone = deps.zone();
    const now = deps.lcmNow();
    const answer = await lcmList.ask({
      agentId: name,
      from: wallTimeAt(now - deps.back, zone).date,
      to: wallTimeAt(now + deps.aheadDays() * DAY, zone).date,
    });
    if (isStopped) return;
    if (answer.kind === 'listed') {
      const { ignored, isWhole, areDatesCertain, rows } = answer;
      store.keepList(name, { fetchedAt: clock.now(), isWhole, areDatesCertain, ignored, rows });
      kept = null;
    }
    // Another agent may have asked meanwhile.
    if (asked.agent === key)
      asked = { agent: key, isAsking: false, fault: answer.kind === 'failed' ? answer.reason : null };
    deps.onTold();
    cancelAsk();
    cancelAsk = clock.after(deps.settings.askMinutes * MINUTE, () => void ask());
  }

  /** Some moments from now, so that the bus has settled and not all desktops ask at once. */
  function askSoon(): void {
    cancelAsk();
    if (lcmList === null || !deps.isLinked()) return;
    cancelAsk = clock.after(AFTER_LINK.least + deps.random() * AFTER_LINK.more, () => void ask());
  }

  const stopListening = deps.linkChanged.on(askSoon);
  askSoon();

  return {
    list,
    state() {
      if (lcmList === null) return null;
      const told = list();
      const { isAsking, fault } = asked.agent === whose() ? asked : { isAsking: false, fault: null };
      return {
        fetchedAt: told?.fetchedAt ?? null,
        isWhole: told?.isWhole ?? false,
        ignored: told?.ignored ?? 0,
        // A list that an earlier version kept does not say.
        areDatesCertain: told?.areDatesCertain ?? true,
        isAsking,
        fault,
      };
    },
    ask,
    forget() {
      kept = null;
    },
    stop() {
      isStopped = true;
      cancelAsk();
      stopListening();
      lcmList?.stop();
    },
  };
}
