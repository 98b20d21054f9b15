import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readBusCall, readOutcomeSet } from '#main/calls/bus-calls.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { chooseLcm } from '#main/lcm/choose-lcm.ts';
import { coalesce } from '#main/base/coalesce.ts';
import { createAfterCallLimits, type LimitReached } from '#main/after-call/after-call-limits.ts';
import { serveContract, type AnswerRequest } from './contract-server.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { createHandlers, type DesktopHooks } from './handlers.ts';
import { linkOutbox } from './link-outbox.ts';
import { createLcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { createCallQuestions } from '#main/lcm/questions/call-questions.ts';
import type { Log } from '#main/base/log.ts';
import { campaignQuestion, campaignZoneQuestion, lcmClockQuestion } from './questions.ts';
import { createNotices, type NoticeLevel, type NoticeParams } from './notices.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { keepHistoryFor } from '#main/outbox/history/retention.ts';
import { createOutcomeCache } from '#main/outcomes/outcome-cache.ts';
import { createOutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { createOutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { agentFile } from '#main/settings/agent-file.ts';
import { agentPreferences } from '#main/settings/agent-preferences.ts';
import { dismissedNotices } from '#main/settings/dismissed-notices.ts';
import { loadSettings } from '#main/settings/settings-file.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { createViewer } from '#main/base/viewer.ts';
import { createWrapUps } from './wrap-ups.ts';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import type { CallReference } from '#shared/contract/index.ts';
import type { EventName } from '#shared/contract/names.ts';
import { sameAgent } from '#shared/text/agent.ts';
import { wrapUpAtLimit } from '#shared/wrapup/wrap-up-at-limit.ts';

/** An event of the contract on its way to the screen. */
export interface CoreEvent {
  readonly name: EventName;
  readonly payload: unknown;
}

/** Afterword without a screen: what both composition roots start, and what they carry the contract for. */
export interface Core {
  /** Answers one request of the contract; never throws. */
  readonly answer: AnswerRequest;
  readonly events: Signal<CoreEvent>;
  /** The after-call time of a call is over: for those who tell the agent outside the screen. */
  readonly limitReached: Signal<LimitReached>;
  readonly settings: Settings;
  state(): AppState;
  /** Opens a call that came from outside the screen and shows it. */
  openReference(reference: CallReference): void;
  /** Shows a notice, worded by `notice.<code>` of the locale files. */
  notify(level: NoticeLevel, code: string, params?: NoticeParams): void;
  /** Tries the link at once: the system woke, the network came back, the agent asked. */
  reconnectNow(cause: string): void;
  attachDesktop(hooks: DesktopHooks): void;
  /** Stops delivery and closes the database; what waits goes on at the next start. */
  close(): Promise<void>;
}

/** How a key's strength (see KeyProtector) is chosen needs a ready system, so the protector is given, not made here. */
export interface CoreOptions {
  /** Folder of settings, database, key and logs; made where it is missing. */
  readonly dataDir: string;
  readonly keyProtector: KeyProtector;
  readonly log: Log;
  readonly clock?: Clock;
}

/** How long at least lies between two states that are told to the screen, in milliseconds: nobody reads faster. */
const FEED_REST = 50;

/**
 * Starts the core: settings, database, link, outbox.
 *
 * @throws DatabaseLockedError where another Afterword uses the folder, NewerSchemaError where a newer one wrote it, and
 *   DatabaseUnavailableError; their messages are for people
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataDir, keyProtector, log, clock = systemClock } = options;
  // The first use of a zone loads the runtime's tables, which takes a frame: now, rather than at the first submit.
  Intl.DateTimeFormat().resolvedOptions();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const notices = createNotices(clock, dismissedNotices(dataDir));
  const { settings, faults, keptAs } = loadSettings(dataDir);
  for (const { path, reason } of faults) {
    log.warn('settings fault', { path, reason: reasonWords(reason, 'en') });
    const place = { path: path || 'settings.json', keptAs: keptAs ?? '' };
    notices.add('error', 'settingsFault', { ...reason.params, ...place, reason: reason.code });
  }

  // The demo opens only where the file was sound: a slip in it must not lead real wrap-ups into a simulator.
  const demo = settings.lcm.url === '' && faults.length === 0;
  // Wrap-ups of the demo must never reach a real LCM that is configured later: they live in a folder of their own.
  const store = openStore(demo ? join(dataDir, 'demo') : dataDir, keyProtector, { log, clock });
  const { database, cipher } = store;
  const lcm = await chooseLcm(settings.lcm, { demo, clock, log }).catch((error: unknown) => {
    database.close();
    throw error;
  });
  for (const { code, params } of store.notices)
    notices.add(code === 'keyNotProtected' ? 'info' : 'error', code, params);

  const agents = agentFile(dataDir);
  const preferences = agentPreferences(dataDir);
  let agent = agents.read() ?? (settings.agent.userId || null);
  let desktop: DesktopHooks | null = null;

  const { session } = lcm;
  const lcmClock = createLcmClock(clock);
  const viewer = createViewer(() => agent);
  const calls = createCalls({ database, cipher, clock, log, viewer });
  const outbox = createOutbox({
    database,
    cipher,
    clock,
    lcmNow: lcmClock.now,
    log,
    send: (call, data) => session.set(call, data),
    policy: { base: settings.outbox.retry.baseMs, cap: settings.outbox.retry.capMs },
    maxInFlight: settings.outbox.maxInFlight,
    viewer,
  });
  const lists = createOutcomeLists({
    cache: createOutcomeCache({ database, cipher, log }),
    clock,
    fetch: ({ callId, lcmKey, type }) =>
      type === 'OUTBOUND'
        ? session.listCampaignOutcomes(callId, lcmKey)
        : session.listGroupOutcomes(callId, type),
  });
  const usage = createOutcomeUsage({ database, cipher, clock, log, viewer });

  const wrapUps = createWrapUps({
    ...{ lists, outbox, form: settings.form },
    agent: () => agent,
    lcmNow: lcmClock.now,
  });
  const limits = createAfterCallLimits({
    ...{ settings: settings.afterCall, clock, log },
    find: (callId) => calls.get(callId),
    campaign: (call) => lists.campaign(call),
    isCorrection: (callId) => outbox.latestForCall(callId) !== null,
    submit(call, rule) {
      const planned = wrapUpAtLimit(call.draft, rule, wrapUps.context(call));
      if (!planned.ok) return { ok: false, because: planned.fault };
      wrapUps.save(call, { plan: planned.plan, draft: planned.draft, byLimit: true });
      return { ok: true, summary: planned.plan.summary };
    },
  });
  const clockQuestion = lcmClockQuestion({ lcmClock, clock, log });
  const rulesHangOnCampaign = Object.keys(settings.afterCall.byCampaign).length > 0;
  const questions = createCallQuestions({
    session,
    clock,
    questions: [
      clockQuestion,
      campaignZoneQuestion(calls),
      ...(rulesHangOnCampaign ? [campaignQuestion(lists)] : []),
    ],
  });

  const events = createSignal<CoreEvent>();
  const state = (list = calls.list()): AppState => {
    return {
      agent,
      demo,
      lcmHost: lcm.host,
      link: session.state(),
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
      preferences: preferences.of(agent),
    };
  };
  const feed = coalesce(() => {
    const list = calls.list();
    limits.follow(list);
    questions.ask(list);
    events.emit({ name: 'state', payload: state(list) });
  }, FEED_REST);
  limits.follow(calls.list());
  const limitNotices = new Map<string, string>();
  limits.reached.on(({ call, submitted, because }) => {
    if (submitted !== null) return;
    const params = { call: call.contact ?? call.callId };
    const shown =
      because === null
        ? notices.add('warning', 'afterCallOver', params)
        : notices.add('warning', 'afterCallNotSubmitted', { ...params, reason: because });
    limitNotices.set(call.callId, shown);
  });
  limits.left.on((callId) => {
    notices.dismiss(limitNotices.get(callId) ?? '');
    limitNotices.delete(callId);
  });

  calls.changed.on(() => {
    feed.changed();
  });
  calls.closed.on((callId) => {
    outbox.release(callId);
  });
  notices.changed.on(() => {
    feed.changed();
  });
  outbox.changed.on(() => {
    feed.changed();
    events.emit({ name: 'outbox', payload: undefined });
  });
  lists.changed.on((listKey) => {
    // It may have told the call's campaign, and so which limit holds.
    feed.changed();
    events.emit({ name: 'outcomes', payload: { listKey } });
  });
  usage.changed.on(() => {
    events.emit({ name: 'outcomeUsage', payload: undefined });
  });
  session.stateChanged.on(() => {
    feed.changed();
  });
  const unlinkOutbox = linkOutbox(session, outbox, {
    askClock: (call) => questions.askFirst(clockQuestion, call),
  });
  /** Nobody at the screen asked, so nobody there would hear that it could not be saved. */
  function openFromOutside(
    reference: CallReference,
    origin: 'bus' | 'link',
    phase: CallView['phase'],
  ): string | null {
    try {
      return calls.open(reference, origin, phase).callId;
    } catch (error) {
      if (!(error instanceof NotSavedError)) throw error;
      log.error('A call cannot be put on the list', { cause: error.reason });
      notices.add('error', 'callNotSaved', { call: reference.callId, reason: error.reason });
      return null;
    }
  }
  session.envelopeReceived.on((envelope) => {
    const lcmKey = readOutcomeSet(envelope);
    if (lcmKey !== null) calls.noteOutcomeSet(lcmKey, clock.now());
    const heard = readBusCall(envelope, settings.busEvents, agent);
    if (heard !== null) openFromOutside(heard.reference, 'bus', heard.phase);
  });
  const stopRetention = keepHistoryFor({
    ...{ database, clock, log },
    days: settings.history.retentionDays,
    onDeleted() {
      outbox.changed.emit();
    },
  });

  function reconnectNow(cause: string): void {
    session.reconnectNow(cause);
    outbox.wake();
  }

  const answer = serveContract(
    createHandlers({
      calls,
      outbox,
      lists,
      usage,
      notices,
      wrapUps,
      worked: (callId) => {
        limits.worked(callId);
      },
      state: () => state(),
      agent: () => agent,
      signIn(userId) {
        agents.write(userId);
        if (agent !== null && !sameAgent(agent, userId)) limits.agentChanged();
        agent = userId;
        feed.changed();
        // What the lists may show of each submission depends on who looks.
        events.emit({ name: 'outbox', payload: undefined });
        events.emit({ name: 'outcomeUsage', payload: undefined });
      },
      changePreferences(change) {
        preferences.change(agent, change);
        feed.changed();
      },
      reconnectNow,
      desktop: () => desktop,
    }),
    (name, error) => {
      log.error('request failed', { name, error: error instanceof Error ? error.name : 'unknown' });
    },
  );

  return {
    answer,
    events,
    limitReached: limits.reached,
    settings,
    state: () => state(),
    openReference(reference) {
      const callId = openFromOutside(reference, 'link', 'ended');
      if (callId !== null) events.emit({ name: 'focusCall', payload: { callId } });
    },
    notify(level, code, params) {
      notices.add(level, code, params);
    },
    reconnectNow,
    attachDesktop(hooks) {
      desktop = hooks;
    },
    async close() {
      unlinkOutbox();
      stopRetention();
      limits.stop();
      await outbox.close();
      await lcm.close();
      feed.stop();
      calls.stop();
      usage.stop();
      database.close();
    },
  };
}
