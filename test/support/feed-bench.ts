import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createSoftphoneAgent } from '#main/calls/softphone-agent.ts';
import { createCallViews } from '#main/core/call-views.ts';
import { currentAgent, type CurrentAgent } from '#main/core/current-agent.ts';
import { createFeatures, type Features } from '#main/core/features.ts';
import { thisMachine } from '#main/outbox/this-machine.ts';
import { createNotices, type Notices } from '#main/core/notices.ts';
import { createStateFeed, type StateFeed } from '#main/core/state-feed.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { createLcmClock, type LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import type { LcmSession, ListResult } from '#main/lcm/session.ts';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import type { CallView, LinkState } from '#shared/contract/app-state.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { memory } from '#test/support/memory.ts';

/** The core's features and its state feed on a real database. The test is LCM, and moves the clock. */
export interface FeedBench extends Features {
  readonly clock: FakeClock;
  readonly agent: CurrentAgent;
  readonly notices: Notices;
  readonly lcmClock: LcmClock;
  readonly feed: StateFeed;
  /** How many calls the feed has read from the database, and how often the list of those that are done. */
  readonly reads: () => number;
  readonly listReads: () => number;
  /** The SQL of all statements that were run. */
  readonly statements: () => readonly string[];
  /** The calls as they are if all of them are read anew. */
  readonly allCalls: () => CallView[];
  /** What LCM answers to the next deliveries, then that all are delivered. */
  readonly results: DeliveryResult[];
  /** What LCM answers to questions for lists. */
  readonly answerLists: (answer: ListResult) => void;
  readonly link: (status: LinkState['status']) => void;
  /** When after-call work was asked to end, and what comes off the bus. */
  readonly clears: readonly number[];
  /** Called at the moment at which it is asked. */
  readonly onClear: (listener: () => void) => void;
  readonly hear: (envelope: object) => void;
  readonly remove: () => void;
}

export function createFeedBench(given: object = {}): FeedBench {
  const folder = mkdtempSync(join(memory, 'afterword-feed-'));
  const clock = createFakeClock();
  const settings = settingsSchema.parse({
    ...{ agent: { userId: 'ana' }, callbacks: { askLcm: false } },
    ...given,
  });
  const store = openStore(folder, fileKeyProtector, { log, clock });
  const statements: string[] = [];
  const { prepare } = store.database;
  // `BEGIN` and `COMMIT` are the database's own.
  store.database.prepare = (sql) => {
    statements.push(sql);
    return prepare(sql);
  };
  const agent = currentAgent(folder, settings, false);
  const stateChanged = createSignal<LinkState>();
  const results: DeliveryResult[] = [];
  let lists: ListResult = { ok: false, cause: 'timeout', reason: null };
  let link: LinkState = { status: 'unreachable', since: clock.now(), reason: null, nextTryAt: null };
  const clears: number[] = [];
  const cleared: Signal<void> = createSignal();
  const envelopeReceived = createSignal<Envelope>();
  const session = {
    state: () => link,
    stateChanged,
    envelopeReceived,
    clearContact() {
      if (link.status !== 'connected') return false;
      clears.push(clock.now());
      cleared.emit();
      return true;
    },
    set: () => Promise.resolve(results.shift() ?? { kind: 'delivered' }),
    listCampaignOutcomes: () => Promise.resolve(lists),
    listGroupOutcomes: () => Promise.resolve(lists),
  } as unknown as LcmSession;
  const lcmNow = (): number => clock.now();
  const features = createFeatures({
    ...{ store, session, settings, agent, lcmNow, certainNow: lcmNow, clock, log },
    machine: thisMachine([]),
    carries: () => true,
  });
  const notices = createNotices(clock, { has: () => false, add() {} });
  let reads = 0;
  let listReads = 0;
  const counted: Features['calls'] = {
    ...features.calls,
    find(callId) {
      reads += 1;
      return features.calls.find(callId);
    },
    latelyWrapped() {
      listReads += 1;
      return features.calls.latelyWrapped();
    },
  };
  const lcmClock = createLcmClock(clock, () => clock.monotonic());
  const lcm = { session, host: 'lcm', close: () => Promise.resolve() };
  const softphone = createSoftphoneAgent(clock, agent.userId);
  const feed = createStateFeed({
    ...features,
    agent,
    softphone,
    demo: false,
    connect: 'closed',
    lcm,
    lcmClock,
    settings,
    notices,
    region: null,
    settingsFaults: () => 0,
    settingsWait: () => false,
    settingsChanged: createSignal(),
    heldSettings: () => [],
    identity: { signInView: () => null, asked: () => [], changed: createSignal() },
    updates: null,
    calls: counted,
  });
  const hasCampaignRules = Object.keys(settings.afterCall.byCampaign).length > 0;
  return {
    ...features,
    clock,
    agent,
    notices,
    lcmClock,
    feed,
    reads: () => reads,
    listReads: () => listReads,
    statements: () => statements,
    allCalls: () => createCallViews({ ...features, hasCampaignRules }).current(),
    results,
    answerLists(answer) {
      lists = answer;
    },
    clears,
    onClear: (listener) => cleared.on(listener),
    hear(envelope) {
      const reading = readEnvelope(envelope);
      if (reading.ok) envelopeReceived.emit(reading.envelope);
    },
    link(status) {
      link = { ...link, status, since: clock.now() };
      stateChanged.emit(link);
      if (status === 'connected') features.outbox.linkUp(false);
      else features.outbox.linkDown();
    },
    remove() {
      feed.stop();
      features.limits.stop();
      features.lists.stop();
      features.callbacks.stop();
      void features.outbox.close();
      features.calls.stop();
      features.usage.stop();
      store.database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
