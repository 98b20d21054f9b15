import { createClearContact, type ClearContact } from '#main/after-call/clear-contact.ts';
import { createAfterCallLimits, type AfterCallLimits } from '#main/after-call/after-call-limits.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createViewer } from '#main/base/viewer.ts';
import { createCalls, type Calls } from '#main/calls/call-store.ts';
import { createCallbackStore } from '#main/callbacks/callback-store.ts';
import { createCallbacks, type Callbacks } from '#main/callbacks/callbacks.ts';
import { createLcmList } from '#main/callbacks/lcm-list.ts';
import type { Store } from '#main/database/store.ts';
import { createFactCache } from '#main/facts/fact-cache.ts';
import { createFacts, type Facts } from '#main/facts/facts.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import { createYourDay } from '#main/outbox/history/your-day.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import type { ThisMachine } from '#main/outbox/this-machine.ts';
import { createOutcomeCache } from '#main/outcomes/outcome-cache.ts';
import { createOutcomeLists, type OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { createOutcomeUsage, type OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import { isInForm } from '#shared/contract/in-form.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import type { YourDay } from '#shared/contract/requests/history.ts';
import type { CurrentAgent } from './current-agent.ts';
import { createWrapUps, type WrapUps } from './wrap-ups.ts';

/** The parts of the core, on one database and one session. */
export interface Features {
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly lists: OutcomeLists;
  readonly facts: Facts;
  readonly usage: OutcomeUsage;
  readonly wrapUps: WrapUps;
  readonly limits: AfterCallLimits;
  /** Ends after-call work; null if the settings do not let agents do that from here. */
  readonly clearing: ClearContact | null;
  readonly callbacks: Callbacks;
  /** The figures of the agent's day; null if the settings show none. */
  readonly yourDay: () => Promise<YourDay | null>;
}

/** Makes the features and connects those that need each other. Nothing is sent until `linkOutbox` starts the outbox. */
export function createFeatures(deps: {
  readonly store: Store;
  readonly session: LcmSession;
  readonly settings: Settings;
  readonly agent: CurrentAgent;
  readonly lcmNow: () => number;
  /** A time that has certainly come, in milliseconds since the epoch; null if the clocks disagree. */
  readonly certainNow: () => number | null;
  readonly machine: ThisMachine;
  /** Whether the link may carry what this agent entered. */
  readonly carries: (agent: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}): Features {
  const { session, settings, agent, lcmNow, clock, log } = deps;
  const { database, cipher } = deps.store;
  const viewer = createViewer(agent.userId);
  const calls = createCalls({ database, cipher, clock, log, viewer });
  const outbox = createOutbox({
    database,
    cipher,
    clock,
    lcmNow,
    log,
    send: (call, data) => session.set(call, data),
    policy: { base: settings.outbox.retry.baseMs, cap: settings.outbox.retry.capMs },
    maxInFlight: settings.outbox.maxInFlight,
    machine: deps.machine,
    carries: deps.carries,
    viewer,
  });
  agent.signedIn.on(() => outbox.history.viewerChanged());
  const facts = createFacts({ cache: createFactCache({ database, cipher, clock, log }), clock });
  const lists = createOutcomeLists({
    toldCampaign: (call) => facts.campaign(call),
    cache: createOutcomeCache({ database, cipher, clock, log }),
    clock,
    isOpen(callId) {
      const call = calls.get(callId);
      return call !== null && isInForm(call);
    },
    fetch: ({ callId, lcmKey, type }) =>
      type === 'OUTBOUND'
        ? session.listCampaignOutcomes(callId, lcmKey)
        : session.listGroupOutcomes(callId, type),
  });
  session.stateChanged.on(({ status }) => {
    if (status === 'connected') lists.connected();
  });
  facts.campaignTold.on((callId) => lists.campaignTold(callId));
  const usage = createOutcomeUsage({ database, cipher, clock, log, viewer });
  const wrapUps = createWrapUps({ lists, facts, outbox, form: settings.form, agent: agent.userId, lcmNow });
  const limits = createAfterCallLimits({
    settings: settings.afterCall,
    clock,
    log,
    find: (callId) => calls.get(callId),
    campaign: (call) => lists.campaign(call),
    isCorrection: (callId) => outbox.latestForCall(callId) !== null,
    saveMoreTime: (callId, more) => calls.addMoreTime(callId, more),
    submit: (call, rule) => wrapUps.saveAtLimit(call, rule),
  });
  const isLinked = (): boolean => session.state().status === 'connected';
  const clearing = settings.calls.clearContact
    ? createClearContact({
        calls,
        latestForCall: (callId) => outbox.latestForCall(callId),
        lastWrappedUp: () => outbox.lastWrappedUp(),
        isLinked,
        needsOutcome: (call) => facts.of(call).mode?.value.dispositionRequired === true,
        session,
        source: settings.lcm.source,
        changes: [calls.changed, outbox.changed, facts.changed],
        agentChanged: agent.signedIn,
        timeLimitMs: settings.lcm.requestTimeoutMs,
        clock,
        log,
      })
    : null;
  const callbacks = createCallbacks({
    store: createCallbackStore({ database, cipher, log, certainNow: deps.certainNow }),
    lcmList: settings.callbacks.askLcm
      ? createLcmList({ session, clock, firstRecord: settings.callbacks.firstRecord, random: Math.random })
      : null,
    isLinked,
    linkChanged: session.stateChanged,
    booked: (since) => outbox.booked(since),
    facts,
    agent: agent.userId,
    settings: settings.callbacks,
    form: settings.form,
    remindMinutes: () => remindMinutes(agent.preferences(), settings.callbacks),
    lcmNow,
    machineZone,
    clock,
    log,
    random: Math.random,
  });
  outbox.changed.on(callbacks.bookingsMoved);
  outbox.bookingsChanged.on(callbacks.bookingsChanged);
  facts.changed.on(callbacks.bookingsMoved);
  agent.preferencesChanged.on(callbacks.again);
  calls.closed.on((callId) => outbox.release(callId));
  agent.signedIn.on(({ inPlaceOfAnother }) => {
    usage.signedIn();
    callbacks.again();
    void callbacks.refresh();
    if (inPlaceOfAnother) limits.agentChanged();
  });
  const yourDay = createYourDay({
    database,
    viewer,
    agent: agent.userId,
    now: () => clock.now(),
    zone: machineZone,
  });
  return {
    calls,
    outbox,
    lists,
    facts,
    usage,
    wrapUps,
    limits,
    clearing,
    callbacks,
    yourDay: () => (settings.history.yourDay ? yourDay() : Promise.resolve(null)),
  };
}

/** How long before a callback the agent is reminded: as they prefer, else as the settings say. */
function remindMinutes(
  { callbackReminder: preferred }: Pick<Preferences, 'callbackReminder'>,
  settings: Settings['callbacks'],
): number {
  if (preferred === 'site') return settings.remindMinutes;
  return preferred === 'none' ? 0 : Number(preferred);
}
