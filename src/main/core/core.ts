import { join } from 'node:path';
import type { LimitReached } from '#main/after-call/after-call-limits.ts';
import { guardedClock, systemClock, type Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { privateFolder } from '#main/base/private-files.ts';
import type { Signal } from '#main/base/signal.ts';
import { errorKind, errorWords } from '#main/base/error-words.ts';
import type { CallLinkResult } from '#main/calls/call-link.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { createConnect } from '#main/connect/connect.ts';
import { connectDoor } from '#main/connect/door.ts';
import { hearCalls } from '#main/calls/heard-calls.ts';
import { createSoftphoneAgent } from '#main/calls/softphone-agent.ts';
import { retireCalls } from '#main/calls/retire-calls.ts';
import { keepBackup } from '#main/database/backup.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { openStore, type Store } from '#main/database/store.ts';
import { chooseLcm, type ChosenLcm } from '#main/lcm/choose-lcm.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import { rememberLink } from '#main/lcm/link-history.ts';
import { createLcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { createOverlapQuestion } from '#main/lcm/questions/overlap-question.ts';
import { createOutboxFigures } from '#main/outbox/outbox-figures.ts';
import { agreedTime } from '#main/outbox/history/agreed-time.ts';
import { keepHistoryFor } from '#main/outbox/history/retention.ts';
import { dismissedNotices } from '#main/settings/dismissed-notices.ts';
import { loadSettings, opensDemo, retentionDays, type LoadedSettings } from '#main/settings/settings-file.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { showClockNotices } from './clock-notices.ts';
import { serveContract, type AnswerRequest } from './contract-server.ts';
import { gatherLive } from './live-facts.ts';
import { currentAgent } from './current-agent.ts';
import { createFeatures } from './features.ts';
import type { DesktopHooks } from './app-requests.ts';
import { createHandlers } from './handlers.ts';
import { showLimitNotices } from './limit-notices.ts';
import { linkOutbox } from './link-outbox.ts';
import { createNotices, type NoticeLevel, type NoticeParams } from './notices.ts';
import { callNews } from './call-news.ts';
import { askAboutCalls } from './questions.ts';
import { tellSite } from './site-metrics.ts';
import { createStateFeed } from './state-feed.ts';
import { tellBusy } from './tell-busy.ts';
import { syncCalls } from './sync-calls.ts';

export type { SystemNetwork };

/** Afterword without a screen. Both composition roots start it and pass the screen's requests to it. */
export interface Core {
  /** Answers one request of the contract; never throws. */
  readonly answer: AnswerRequest;
  readonly events: Signal<ContractEvent>;
  /** The after-call time of a call is over. For whatever tells the agent outside the screen. */
  readonly limitReached: Signal<LimitReached>;
  readonly settings: Settings;
  state(): AppState;
  /** Takes a link or a command line: lists its call and tells the screen, or shows why it was refused. */
  takeLink(link: CallLinkResult): void;
  /** Shows a notice, worded by `notice.<code>` of the locale files. */
  notify(level: NoticeLevel, code: string, params?: NoticeParams): void;
  /** Tries the link at once: the system woke, the network came back, the agent asked. */
  reconnectNow(cause: string): void;
  attachDesktop(hooks: DesktopHooks): void;
  /** Stops delivery and closes the database. Waiting submissions are sent after the next start. */
  close(): Promise<void>;
}

/** The key protector is passed in: how strong it can be (see KeyProtector) is known only once the system is ready. */
export interface CoreOptions {
  /** Folder of settings, database, key and logs. It is made if it is missing. */
  readonly dataDir: string;
  readonly keyProtector: KeyProtector;
  readonly log: Log;
  readonly clock?: Clock;
  /** What this host can ask the operating system about the network. */
  readonly network?: SystemNetwork;
  /** The region of this machine, as `formatTags` takes it; null if the host cannot tell. */
  readonly region?: string | null;
  /** Whether the administrator asks to connect Afterword to an unknown LCM. */
  readonly connect?: boolean;
}

/**
 * Starts the core: settings, database, link, outbox.
 *
 * @throws DatabaseLockedError if another Afterword uses the folder, NewerSchemaError if a newer one wrote it, and
 *   DatabaseUnavailableError; their messages are for people
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataDir, log, region = null } = options;
  const clock = guardedClock(options.clock ?? systemClock, (error) => {
    log.error('A timer of the core failed', { cause: errorWords(error) });
  });
  // The first use of a time zone loads the runtime's tables. That takes a frame, so do it now, not at the first submit.
  Intl.DateTimeFormat().resolvedOptions();
  privateFolder(dataDir);
  const notices = createNotices(clock, dismissedNotices(dataDir));
  const loaded = readSettings(dataDir, log);
  const { settings } = loaded;
  const settingsFaults = loaded.faults.length;
  const demo = opensDemo(loaded);
  const agent = currentAgent(dataDir, settings, demo);
  const sayForbiddenKeys = (): void => {
    for (const shortcut of agent.forbiddenKeys()) notices.add('info', 'shortcutForbidden', { shortcut });
  };
  sayForbiddenKeys();
  agent.signedIn.on(sayForbiddenKeys);
  const { door, notice } = connectDoor(loaded, options.connect ?? false, agent.userId() !== null);
  if (notice !== null) notices.add('warning', notice);
  const { store, lcm } = await openStoreAndLcm({ ...options, clock }, settings, demo, agent.userId);
  for (const { code, params } of store.notices)
    notices.add(code === 'keyNotProtected' ? 'info' : 'error', code, params);

  const { database, cipher } = store;
  const { session } = lcm;
  const linkHistory = rememberLink(session);
  const lcmClock = createLcmClock(clock);
  showClockNotices({ lcmClock, notices, clock, log });
  const features = createFeatures({ store, session, settings, agent, lcmNow: lcmClock.now, clock, log });
  const { calls, outbox, lists, facts, usage, wrapUps, limits, callbacks, yourDay } = features;
  const { afterCall } = settings;
  const questions = askAboutCalls({ session, lcmClock, calls, lists, facts, afterCall, clock });
  const overlap = createOverlapQuestion({ session, clock });
  syncCalls({ session, calls, log });
  const softphone = createSoftphoneAgent(clock, agent.userId);
  const feed = createStateFeed({
    agent,
    softphone,
    demo,
    connect: door,
    lcm,
    lcmClock,
    settings,
    notices,
    region,
    settingsFaults,
    ...features,
  });
  // Reads the calls, and starts the clocks of their limits.
  feed.state();
  showLimitNotices(limits, notices, settings.form.maskNumbers);
  const unlinkOutbox = linkOutbox(session, outbox, { askClock: questions.askClock });
  const heardCalls = hearCalls(
    {
      calls,
      envelopes: session.envelopeReceived,
      read: createCallReader({
        mappings: settings.busEvents,
        types: settings.calls.types,
        // The demo rings calls for whoever is signed in.
        busIsOwn: demo || settings.calls.busIsOwn,
      }),
      agent: agent.userId,
      softphone,
      clock,
      log,
    },
    callNews(notices, feed.events),
  );
  const backups = keepBackup({
    database,
    clock,
    log,
    onMended() {
      outbox.recoverAgain();
    },
  });
  const stopRetention = keepHistoryFor({
    database,
    cipher,
    clock,
    lcmNow: lcmClock.known,
    log,
    days: retentionDays(loaded),
    onDeleted() {
      feed.reread();
      outbox.changed.emit();
      backups.renew();
    },
  });
  let askedAt = -Infinity;
  const stopRetiring = retireCalls({
    calls,
    days: settings.calls.retireAfterDays,
    certainNow: () => agreedTime(database, clock.now(), lcmClock.known())?.at ?? null,
    quietFor: () => clock.monotonic() - askedAt,
    clock,
    log,
  });
  const connect =
    door === 'closed'
      ? null
      : createConnect({
          dataDir,
          clock,
          system: options.network ?? {},
          tell(payload) {
            feed.events.emit({ name: 'connect', payload });
          },
        });
  let desktop: DesktopHooks | null = null;
  const outboxFigures = createOutboxFigures(database);
  // Practice is nobody's figure.
  const metrics = demo
    ? null
    : tellSite({
        dataDir,
        settings,
        outboxFigures,
        session,
        outbox,
        clock,
        log,
        system: options.network ?? {},
      });

  function reconnectNow(cause: string): void {
    session.reconnectNow(cause);
    outbox.wake();
    callbacks.again();
  }

  const answerRequest = serveContract(
    createHandlers({
      calls,
      outbox,
      lists,
      facts,
      form: settings.form,
      lcmNow: lcmClock.now,
      agent: agent.userId,
      usage,
      notices,
      wrapUps,
      overlap,
      yourDay,
      callbacks,
      worked: (callId) => {
        limits.worked(callId);
      },
      state: feed.state,
      signIn: agent.signIn,
      changePreferences: agent.changePreferences,
      reconnectNow,
      desktop: () => desktop,
      dataDir,
      settingsFaults,
      connect,
      searchesTook: (milliseconds) => metrics?.searchesTook(milliseconds),
      settings: loaded,
      database,
      now: () => clock.now(),
      live: () => gatherLive({ state: feed.state(), linkHistory, session, database, outbox: outboxFigures }),
    }),
    (name, error) => {
      log.error('request failed', { name, error: errorKind(error) });
    },
  );

  const stopTellingBusy = tellBusy({
    dataDir,
    state: feed.state,
    events: feed.events,
    untouchedMs: () => clock.monotonic() - askedAt,
    clock,
  });

  const answer: AnswerRequest = (name, input) => {
    askedAt = clock.monotonic();
    if (name === 'getState') metrics?.screenServed();
    return answerRequest(name, input);
  };

  return {
    answer,
    events: feed.events,
    limitReached: limits.reached,
    settings,
    state: feed.state,
    takeLink: heardCalls.takeLink,
    notify(level, code, params) {
      notices.add(level, code, params);
    },
    reconnectNow,
    attachDesktop(hooks) {
      desktop = hooks;
    },
    async close() {
      stopTellingBusy();
      await metrics?.stop();
      connect?.leave();
      stopRetention();
      stopRetiring();
      limits.stop();
      callbacks.stop();
      lists.stop();
      questions.stop();
      overlap.stop();
      unlinkOutbox();
      await outbox.close();
      await lcm.close();
      feed.stop();
      heardCalls.stop();
      calls.stop();
      facts.stop();
      usage.stop();
      await backups.stop();
      database.close();
    },
  };
}

/** Reads the settings, and logs what is wrong with them. */
function readSettings(dataDir: string, log: Log): LoadedSettings {
  const loaded = loadSettings(dataDir);
  const { faults, retired, keptAs } = loaded;
  for (const path of retired) log.warn('a setting that no longer has a say is ignored', { path });
  for (const { path, reason } of faults)
    log.warn('settings fault', { path, keptAs, reason: reasonWords(reason, 'en') });
  return loaded;
}

/** @throws what `openStore` throws */
async function openStoreAndLcm(
  { dataDir, keyProtector, log, clock, network = {} }: CoreOptions & { readonly clock: Clock },
  settings: Settings,
  demo: boolean,
  agent: () => string | null,
): Promise<{ readonly store: Store; readonly lcm: ChosenLcm }> {
  // Wrap-ups of the demo must never reach a real LCM that is configured later. So they have their own folder.
  const store = openStore(demo ? join(dataDir, 'demo') : dataDir, keyProtector, { log, clock });
  try {
    return { store, lcm: await chooseLcm(settings.lcm, { demo, agent, clock, log, system: network }) };
  } catch (error) {
    store.database.close();
    throw error;
  }
}
