import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LimitReached } from '#main/after-call/after-call-limits.ts';
import { guardedClock, systemClock, type Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { privateFolder } from '#main/base/private-files.ts';
import type { Signal } from '#main/base/signal.ts';
import { errorKind, errorWords } from '#main/base/error-words.ts';
import type { CallLinkResult } from '#main/calls/call-link.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { connectDoor } from '#main/connect/door.ts';
import { hearCalls } from '#main/calls/heard-calls.ts';
import { createSoftphoneAgent } from '#main/calls/softphone-agent.ts';
import { retireCalls } from '#main/calls/retire-calls.ts';
import { keepBackup } from '#main/database/backup.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import { rememberLink } from '#main/lcm/link-history.ts';
import { createLcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { createOverlapQuestion } from '#main/lcm/questions/overlap-question.ts';
import { createOutboxFigures } from '#main/outbox/outbox-figures.ts';
import { systemMachineId } from '#main/machine/system-id.ts';
import { agreedTime } from '#main/outbox/history/agreed-time.ts';
import { keepHistoryFor } from '#main/outbox/history/retention.ts';
import { dismissedNotices } from '#main/settings/dismissed-notices.ts';
import { liveSettings } from '#main/settings/live-settings.ts';
import { allSources, isLocked, opensDemo, retentionDays, usersFile } from '#main/settings/settings-file.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { unquiet } from '#main/updates/quiet-moment.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { HELD_SETTINGS, type HeldSetting } from '#shared/contract/held-settings.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { showClockNotices } from './clock-notices.ts';
import { prepareSchemas, RequestError, serveContract, type AnswerRequest } from './contract-server.ts';
import { gatherLive } from './live-facts.ts';
import { currentAgent } from './current-agent.ts';
import { createFeatures } from './features.ts';
import type { DesktopHooks } from './app-requests.ts';
import { createHandlers } from './handlers.ts';
import { createIdentity } from './identity.ts';
import { showHeldUp } from './held-up.ts';
import { showLimitNotices } from './limit-notices.ts';
import { linkOutbox } from './link-outbox.ts';
import { createNotices, type NoticeLevel, type NoticeParams } from './notices.ts';
import { callNews } from './call-news.ts';
import { openStoreAndLcm, readSettings } from './opening.ts';
import { askAboutCalls } from './questions.ts';
import { tellSite } from './site-metrics.ts';
import { followUpdates, type Replacing } from './site-updates.ts';
import { createStateFeed } from './state-feed.ts';
import { followStore, tellOfStore } from './store-findings.ts';
import { tellBusy } from './tell-busy.ts';
import { syncCalls } from './sync-calls.ts';
import { tellMachine } from './tell-machine.ts';

export type { Replacing, SystemNetwork };

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
  /** Another folder in which data lie that are not used, as it is now; none if it is left out. */
  readonly otherFolder?: () => string | null;
  /** Where the site's settings for this machine are; none if it is left out. */
  readonly site?: readonly SettingsSource[];
  readonly log: Log;
  readonly clock?: Clock;
  /** The id that the system gives this machine, null if none; asked of the system by default. */
  readonly machineId?: () => string | null;
  /** Milliseconds since the machine started, with its sleep, for LCM's clock; the system's by default. */
  readonly sinceStart?: () => number;
  /** What this host can ask the operating system about the network. */
  readonly network?: SystemNetwork;
  /** Opens a web page in the system's browser. Left out if the screen is in a browser itself, which then opens it. */
  readonly openBrowser?: (url: string) => Promise<void>;
  /** The region of this machine, as `formatTags` takes it; null if the host cannot tell. */
  readonly region?: string | null;
  /** How this host replaces the program by a newer one; null or left out if it cannot. */
  readonly replacing?: Replacing | null;
  /** Whether the user who runs the program has installed it, and not an administrator; false if it is left out. */
  readonly usersOwn?: boolean;
  /** Whether the administrator asks to connect Afterword to an unknown LCM. */
  readonly connect?: boolean;
}

/**
 * How long the check of the database waits for the start, in milliseconds: linking up and the first deliveries would wait for
 * a core of the processor that the check keeps busy.
 */
const CHECK_AFTER = 300;

/**
 * Starts the core: settings, database, link, outbox. In several turns of the event loop, so that the window, which opens
 * meanwhile, is never kept waiting for long.
 *
 * @throws DatabaseLockedError if another Afterword uses the folder, NewerSchemaError if a newer one wrote it, and
 *   DatabaseUnavailableError; their messages are for people
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataDir, site = [], log, region = null } = options;
  const clock = guardedClock(options.clock ?? systemClock, (error) => {
    log.error('A timer of the core failed', { cause: errorWords(error) });
  });
  // The first use of a time zone loads the runtime's tables. That takes a frame, so do it now, not at the first submit.
  Intl.DateTimeFormat().resolvedOptions();
  await nextTurn();
  privateFolder(dataDir);
  const notices = createNotices(clock, dismissedNotices(dataDir));
  const loaded = readSettings(dataDir, site, log);
  await nextTurn();
  const live = liveSettings({
    started: loaded,
    sources: allSources(dataDir, site),
    load: () => readSettings(dataDir, site, log),
    clock,
  });
  const { settings } = live;
  const heldSettings = (): HeldSetting[] => HELD_SETTINGS.filter((path) => isLocked(live.loaded(), path));
  const demo = opensDemo(loaded);
  const agent = currentAgent(dataDir, settings, demo, heldSettings);
  const sayForbiddenKeys = (): void => {
    for (const shortcut of agent.forbiddenKeys()) notices.add('info', 'shortcutForbidden', { shortcut });
  };
  sayForbiddenKeys();
  agent.signedIn.on(sayForbiddenKeys);
  const { door, notice } = connectDoor(loaded, options.connect ?? false, agent.userId() !== null);
  if (notice !== null) notices.add('warning', notice);
  const identity = await createIdentity({
    ...{ dataDir, settings, agent, clock, log },
    keyProtector: options.keyProtector,
    openBrowser: options.openBrowser ?? null,
    system: options.network ?? {},
  });
  const { secrets } = identity;
  // LCM is dialled once everything listens, so that the parts below may take as many turns as they like.
  let tellStanding = (): void => {};
  const standing = new Promise<void>((resolve) => {
    tellStanding = resolve;
  });
  const whenFree = (): Promise<void> => standing.then(options.network?.whenFree);
  const { store, lcm } = await openStoreAndLcm(
    { ...options, network: { ...options.network, whenFree }, clock, secrets },
    settings,
    demo,
    agent.userId,
  );
  tellOfStore(store, notices);

  const { database, cipher } = store;
  const { session } = lcm;
  const linkHistory = rememberLink(session);
  const lcmClock = createLcmClock(clock, options.sinceStart);
  showClockNotices({ lcmClock, notices, clock, log });
  await nextTurn();
  const certainNow = (): number | null => agreedTime(database, clock.now(), lcmClock.known())?.at ?? null;
  const features = createFeatures({
    ...{ store, session, settings, agent, certainNow, clock, log },
    lcmNow: lcmClock.now,
    machine: tellMachine(settings.machine.name, (options.machineId ?? systemMachineId)(), log),
    carries: identity.carries,
  });
  identity.follow(session);
  await nextTurn();
  const { calls, outbox, lists, facts, usage, limits, clearing, callbacks } = features;
  const { afterCall } = settings;
  const { offered: searchesCampaigns } = settings.form.otherCampaigns;
  const about = { session, lcmClock, calls, lists, facts, callbacks, afterCall, searchesCampaigns, clock };
  const questions = askAboutCalls(about);
  const overlap = createOverlapQuestion({ session, clock });
  syncCalls({ session, calls, log });
  const softphone = createSoftphoneAgent(clock, agent.userId);
  // Whoever starts it wants something: a call may come with the start, before the page has asked for anything.
  let askedAt = clock.monotonic();
  const untouchedMs = (): number => clock.monotonic() - askedAt;
  const updates = demo
    ? null
    : followUpdates({
        ...{ dataDir, settings, secrets, untouchedMs, clock, log },
        replacing: options.replacing ?? null,
        usersOwn: options.usersOwn ?? false,
        unquiet: () => unquiet(feed.state(), untouchedMs()),
        system: options.network ?? {},
      });
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
    settingsFaults: () => live.loaded().faults.length,
    settingsWait: live.waits,
    settingsChanged: live.changed,
    heldSettings,
    identity,
    updates,
    ...features,
  });
  // Reads the calls, and starts the clocks of their limits.
  feed.state();
  await nextTurn();
  showLimitNotices(limits, notices, () => settings.form.maskNumbers);
  showHeldUp(outbox, notices);
  live.changed.on(callbacks.again);
  const unlinkOutbox = linkOutbox(session, outbox, { askClock: questions.askClock });
  await nextTurn();
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
  await nextTurn();
  const backups = keepBackup({
    database,
    clock,
    log,
    onLook: store.keepKey,
    onMended: () => outbox.recoverAgain(),
    putBack: (changed) => outbox.putBackTexts(changed),
  });
  let cancelCheck = (): void => {};
  void whenFree().then(() => {
    cancelCheck = clock.after(CHECK_AFTER, () => followStore({ store, notices, outbox, feed }));
  });
  void whenFree().then(prepareSchemas);
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
  const stopRetiring = retireCalls({
    calls,
    days: settings.calls.retireAfterDays,
    certainNow,
    quietFor: untouchedMs,
    clock,
    log,
  });
  const connect =
    door === 'closed'
      ? null
      : (await import('#main/connect/connect.ts')).createConnect({
          dataDir,
          usersFile: () => usersFile(dataDir, site),
          locked: (path) => isLocked(live.loaded(), path),
          clock,
          system: options.network ?? {},
          tell: (payload) => feed.events.emit({ name: 'connect', payload }),
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
        secrets: identity.secrets,
      });

  function reconnectNow(cause: string): void {
    session.reconnectNow(cause);
    outbox.wake();
    callbacks.again();
  }

  const answerRequest = serveContract(
    createHandlers({
      ...features,
      form: settings.form,
      lcmNow: lcmClock.now,
      agent: agent.userId,
      notices,
      overlap,
      moreTime(callId) {
        const because = limits.extend(callId, agent.userId() ?? '');
        if (because !== null) throw new RequestError('notAllowed', reason(because));
      },
      worked: (callId) => limits.worked(callId),
      state: feed.state,
      signIn(userId) {
        identity.requireOwnNaming();
        agent.signIn(userId);
      },
      changePreferences: agent.changePreferences,
      reconnectNow,
      desktop: () => desktop,
      dataDir,
      otherFolder: options.otherFolder ?? (() => null),
      site,
      settingsNeedStart: () => live.waits() || loaded.faults.length + live.loaded().faults.length > 0,
      readSettings() {
        live.read();
        return live.waits();
      },
      identity,
      connect,
      searchesTook: (milliseconds) => metrics?.searchesTook(milliseconds),
      updates,
      settings: loaded,
      database,
      now: () => clock.now(),
      live: () => gatherLive({ state: feed.state(), linkHistory, session, database, outbox: outboxFigures }),
    }),
    (name, error) => log.error('request failed', { name, error: errorKind(error) }),
  );

  const stopTellingBusy = tellBusy({
    dataDir,
    state: feed.state,
    events: feed.events,
    untouchedMs,
    clock,
  });
  feed.events.on(({ name }) => {
    if (name === 'state') updates?.stateChanged();
  });

  const answer: AnswerRequest = (name, input) => {
    askedAt = clock.monotonic();
    if (name === 'getState') metrics?.screenServed();
    return answerRequest(name, input);
  };

  live.watch();
  tellStanding();
  return {
    answer,
    events: feed.events,
    limitReached: limits.reached,
    settings,
    state: feed.state,
    takeLink: heardCalls.takeLink,
    notify: (level, code, params) => notices.add(level, code, params),
    reconnectNow,
    attachDesktop(hooks) {
      desktop = hooks;
    },
    async close() {
      cancelCheck();
      stopTellingBusy();
      updates?.stop();
      await metrics?.stop();
      connect?.leave();
      live.stop();
      identity.stop();
      stopRetention();
      stopRetiring();
      limits.stop();
      clearing?.stop();
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
