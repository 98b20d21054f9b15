import type { AfterCallLimits } from '#main/after-call/after-call-limits.ts';
import { coalesce } from '#main/base/coalesce.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { CallRecord, Calls } from '#main/calls/call-store.ts';
import type { ChosenLcm } from '#main/lcm/choose-lcm.ts';
import type { LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import type { OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import type { CurrentAgent } from './current-agent.ts';
import type { Notices } from './notices.ts';

/** Tells the screen what changed: it sends the whole state, and says which lists the screen has to load again. */
export interface StateFeed {
  readonly events: Signal<ContractEvent>;
  readonly state: () => AppState;
  readonly stop: () => void;
}

/** Where the state comes from. */
export interface StateSources {
  readonly agent: CurrentAgent;
  readonly demo: boolean;
  readonly lcm: ChosenLcm;
  readonly lcmClock: Pick<LcmClock, 'ahead' | 'heard'>;
  readonly settings: Settings;
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
  readonly limits: AfterCallLimits;
  readonly notices: Notices;
}

/** The least time between two states that are sent to the screen, in milliseconds. Nobody reads faster. */
const REST = 50;

export function createStateFeed(sources: StateSources): StateFeed {
  const { agent, lcm, lcmClock, settings, calls, outbox, lists, usage, limits, notices } = sources;
  const events = createSignal<ContractEvent>();

  function state(list: readonly CallRecord[]): AppState {
    return {
      agent: agent.userId(),
      demo: sources.demo,
      lcmHost: lcm.host,
      link: lcm.session.state(),
      lcmAheadMs: lcmClock.ahead(),
      outbox: outbox.summary(),
      calls: list.map((call) => ({
        ...call,
        afterCall: limits.view(call),
        submission: outbox.latestForCall(call.callId),
      })),
      currentCallId: list.find((call) => call.wrappedAt === null)?.callId ?? null,
      notices: notices.list(),
      form: settings.form,
      quickWrapUpKeys: settings.shortcuts.quickWrapUp,
      preferences: agent.preferences(),
    };
  }

  const feed = coalesce(() => {
    const list = calls.list();
    // First, since the state shows the clocks of the limits.
    limits.follow(list);
    events.emit({ name: 'state', payload: state(list) });
  }, REST);

  for (const { changed } of [calls, notices, outbox]) changed.on(feed.changed);
  lcm.session.stateChanged.on(feed.changed);
  lcmClock.heard.on(feed.changed);
  agent.preferencesChanged.on(feed.changed);
  // A list may have brought the call's campaign, which decides its limit.
  lists.changed.on(feed.changed);
  agent.signedIn.on(feed.changed);

  outbox.changed.on(() => {
    events.emit({ name: 'outbox', payload: undefined });
  });
  lists.changed.on((listKey) => {
    events.emit({ name: 'outcomes', payload: { listKey } });
  });
  usage.changed.on(() => {
    events.emit({ name: 'outcomeUsage', payload: undefined });
  });
  agent.signedIn.on(() => {
    // What the lists may show of a submission depends on who is signed in.
    events.emit({ name: 'outbox', payload: undefined });
    events.emit({ name: 'outcomeUsage', payload: undefined });
  });

  return {
    events,
    state: () => state(calls.list()),
    stop: feed.stop,
  };
}
