import { randomInt } from 'node:crypto';
import { coalesce } from '#main/base/coalesce.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { isSameAgent } from '#main/calls/dialects/agents.ts';
import type { SoftphoneAgent } from '#main/calls/softphone-agent.ts';
import type { ChosenLcm } from '#main/lcm/choose-lcm.ts';
import type { LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { Updates } from '#main/updates/updates.ts';
import type { AppState, ConnectDoor } from '#shared/contract/app-state.ts';
import type { HeldSetting } from '#shared/contract/held-settings.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { patchBetween } from '#shared/contract/state-patch.ts';
import { createCallViews } from './call-views.ts';
import type { CurrentAgent } from './current-agent.ts';
import type { Features } from './features.ts';
import type { Identity } from './identity.ts';
import type { Notices } from './notices.ts';

/** Tells the screen what changed in the state, and which lists the screen has to load again. */
export interface StateFeed {
  readonly events: Signal<ContractEvent>;
  /** The state now. If it changed, the screen is told that first. */
  readonly state: () => AppState;
  /** Old calls were deleted, so anything may have changed. */
  readonly reread: () => void;
  readonly stop: () => void;
}

export interface StateSources extends Features {
  readonly agent: CurrentAgent;
  readonly softphone: Pick<SoftphoneAgent, 'name' | 'ownNames' | 'changed'>;
  readonly demo: boolean;
  readonly connect: ConnectDoor;
  readonly lcm: ChosenLcm;
  readonly lcmClock: Pick<LcmClock, 'ahead' | 'heard'>;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly region: string | null;
  readonly settingsFaults: () => number;
  readonly settingsWait: () => boolean;
  readonly heldSettings: () => readonly HeldSetting[];
  /** The settings are others, or are faulty. */
  readonly settingsChanged: Pick<Signal<void>, 'on'>;
  readonly identity: Pick<Identity, 'signInView' | 'asked' | 'changed'>;
  readonly updates: Pick<Updates, 'view' | 'changed'> | null;
}

/** The least time between two states that are sent to the screen, in milliseconds. Nobody reads faster. */
const REST = 50;

export function createStateFeed(sources: StateSources): StateFeed {
  const {
    agent,
    softphone,
    lcm,
    lcmClock,
    settings,
    calls,
    outbox,
    lists,
    facts,
    usage,
    limits,
    clearing,
    callbacks,
    notices,
    identity,
  } = sources;
  const events = createSignal<ContractEvent>();
  const hasCampaignRules = Object.keys(settings.afterCall.byCampaign).length > 0;
  const views = createCallViews({ calls, outbox, lists, limits, hasCampaignRules });
  let current: AppState | null = null;
  /** Counted again only after something moved in the outbox, or for another agent. */
  let counted: AppState['outbox'] | null = null;
  /** Read again only after a call changed: a draft of one changes none. */
  let offered: AppState['offers'] | null = null;
  // A screen that outlived another core must not take our changes for that core's.
  let version = randomInt(2 ** 40);
  let isStale = true;
  let isTelling = false;

  function read(): AppState {
    const list = views.current();
    return {
      version: version + 1,
      agent: agent.userId(),
      agentOfSettings: settings.agent.userId,
      demo: sources.demo,
      connect: sources.connect,
      lcmHost: lcm.host,
      link: lcm.session.state(),
      lcmAheadMs: lcmClock.ahead(),
      outbox: (counted ??= outbox.summary()),
      callbacks: callbacks.summary(),
      calls: list,
      offers: (offered ??= calls.offers()),
      softphoneAgent: softphoneAgent(),
      currentCallId: list.findLast(({ wrappedAt }) => wrappedAt === null)?.callId ?? null,
      notices: notices.list(),
      form: { ...settings.form },
      mayClear: clearing !== null,
      clearing: clearing?.view() ?? null,
      quickWrapUpKeys: settings.shortcuts.quickWrapUp,
      region: sources.region,
      mayStartAtLogin: settings.start.atLogin,
      settingsFaults: sources.settingsFaults(),
      settingsWait: sources.settingsWait(),
      heldSettings: sources.heldSettings(),
      signIn: identity.signInView(),
      secrets: identity.asked(),
      update: sources.updates?.view() ?? null,
      measures: settings.metrics.url !== '' && !sources.demo,
      preferences: agent.preferences(),
    };
  }

  function softphoneAgent(): string | null {
    const [name, here] = [softphone.name(), agent.userId()];
    const isHere = (own: string): boolean => name !== null && isSameAgent(name, own);
    return (here !== null && isHere(here)) || softphone.ownNames().some(isHere) ? null : name;
  }

  /**
   * Reads what changed and tells it. If somebody set the wall clock, every time in the state is another one. A listener that
   * asks for the state meanwhile gets the one that is being told.
   */
  function state(): AppState {
    if (current !== null && isTelling) return current;
    if (limits.clockWasSet()) {
      isStale = true;
      views.touchAll();
    }
    if (current !== null && !isStale) return current;
    isTelling = true;
    isStale = false;
    try {
      const next = read();
      const patch = current === null ? null : patchBetween(current, next);
      if (current !== null && patch === null) return current;
      ({ version } = current = next);
      if (patch !== null) events.emit({ name: 'state', payload: patch });
      return next;
    } catch (error) {
      isStale = true;
      views.touchAll();
      throw error;
    } finally {
      isTelling = false;
    }
  }

  const feed = coalesce(state, REST);
  function changed(): void {
    isStale = true;
    feed.changed();
  }

  const recount = (): void => {
    counted = null;
  };
  for (const told of [outbox.changed, outbox.callTouched, agent.signedIn]) told.on(recount);
  calls.changed.on((callId) => {
    offered = null;
    views.touch(callId);
  });
  calls.drafted.on(views.touchDraft);
  outbox.callTouched.on(views.touchMoved);
  outbox.changed.on(views.touchOutbox);
  // A list may have brought the call's campaign, which decides its limit.
  lists.changed.on(views.touchNamed);
  agent.signedIn.on(views.touchAll);
  for (const { changed: told } of [calls, notices, outbox, lists, callbacks, identity]) told.on(changed);
  calls.drafted.on(changed);
  lcmClock.heard.on(changed);
  sources.settingsChanged.on(changed);
  clearing?.changed.on(changed);
  sources.updates?.changed.on(changed);
  for (const told of [lcm.session.stateChanged, agent.preferencesChanged, agent.signedIn, softphone.changed])
    told.on(changed);

  // While many are delivered, it changes hundreds of times a second.
  const outboxFeed = coalesce(() => events.emit({ name: 'outbox', payload: undefined }), REST);
  outbox.changed.on(outboxFeed.changed);
  lists.changed.on((listKey) => events.emit({ name: 'outcomes', payload: { listKey } }));
  facts.changed.on((callId) => events.emit({ name: 'callFacts', payload: { callId } }));
  callbacks.changed.on(() => events.emit({ name: 'callbacks', payload: undefined }));
  usage.changed.on(() => events.emit({ name: 'outcomeUsage', payload: undefined }));
  agent.signedIn.on(() => {
    // What the lists may show of a submission depends on who is signed in.
    events.emit({ name: 'outbox', payload: undefined });
    events.emit({ name: 'outcomeUsage', payload: undefined });
  });

  return {
    events,
    state,
    reread() {
      recount();
      offered = null;
      views.touchAll();
      changed();
    },
    stop() {
      feed.stop();
      outboxFeed.stop();
    },
  };
}
