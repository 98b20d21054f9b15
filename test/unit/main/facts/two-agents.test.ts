import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { factQuestions } from '#main/core/questions.ts';
import type { FactCache, KeptFact } from '#main/facts/fact-cache.ts';
import { createFacts, type Facts } from '#main/facts/facts.ts';
import { createCallQuestions } from '#main/lcm/questions/call-questions.ts';
import { createQuestionLane } from '#main/lcm/questions/question-lane.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import type { CallFactName, CallFacts } from '#shared/lcm/call-facts.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { isOneOf, QUESTION_CALLS, REPLY_SUBTOPICS, type QuestionCallName } from '#shared/lcm/names.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { callRecord } from '#test/support/call-records.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

/*
 * Two agents on one bus ask about different contacts at the same time. Whatever LCM does, neither must ever see what
 * belongs to the other's contact.
 */

/** What LCM and its bus do. */
interface Site {
  /** Whether an application sees the requests of others. */
  readonly showsRequests: boolean;
  /** The calls whose replies name neither call nor contact. */
  readonly nameless: readonly QuestionCallName[];
  /** What becomes of each request in turn: how long LCM takes, in milliseconds, and how often the reply comes. */
  readonly turns: readonly { readonly delay: number; readonly times: number }[];
  /** When each agent in turn loses the link, and for how long, in milliseconds. The bus goes on without them. */
  readonly cuts?: readonly { readonly at: number; readonly lasting: number }[];
}

const CONTACTS = ['0401111111', '0402222222', '0403333333', '0404444444', '0405555555', '0406666666'];
/** The keys of the two agents' calls differ in nothing but case. */
const keyOf = (contact: string): string =>
  `5|${Number(contact.at(-1)) % 2 === 0 ? 'K' : 'k'}|${CONTACTS.indexOf(contact) >> 1}`;

/** LCM's answer about a contact. All of it says whose it is. */
function messageOf(call: QuestionCallName, contact: string, callId: string | null): JsonObject {
  const mode = {
    ModeID: '3',
    ModeDesc: `Mobile ${contact}`,
    Description: `Mobile ${contact}`,
    CValue: contact,
  };
  const field = { FieldName: 'Whose', Value: contact };
  const rows: Partial<Record<QuestionCallName, JsonObject>> = {
    GetModeInformation: { ContactNumber: contact, ContactID: contact },
    GetContactDetail: field,
    GetScreenPopData: { Whose: contact },
    GetCallOutCome: { OutComeID: '0', Description: 'Success' },
    SetCallOutComeOffline: { OutComeID: '0', Description: 'Success' },
  };
  const named = callId === null ? {} : { callid: callId };
  if (call === 'GetContactModes') return { ...named, Contactmodes: [mode] };
  return { ...named, response: [rows[call] ?? mode] };
}

function createBus(clock: FakeClock, site: Site) {
  const received = createSignal<Envelope>();
  const requested = createSignal<{ readonly from: number; readonly envelope: Envelope }>();
  let turn = 0;
  return {
    received,
    requested,
    send(from: number, call: QuestionCallName, data: JsonObject): boolean {
      const contact = contactOf(data);
      const { delay, times } = site.turns[turn % site.turns.length]!;
      turn += 1;
      requested.emit({ from, envelope: toEnvelope(call, { data }) });
      const callId = site.nameless.includes(call) ? null : `call ${contact}`;
      for (let time = 0; time < times; time += 1)
        clock.after(delay + time * 700, () => {
          received.emit(toEnvelope(REPLY_SUBTOPICS[call], { message: messageOf(call, contact, callId) }));
        });
      return true;
    },
  };
}

function contactOf(data: JsonObject): string {
  const named = (data['callid'] ?? data['AccountNumber']) as string;
  return CONTACTS.find((contact) => named === keyOf(contact) || named === `call ${contact}`)!;
}

function toEnvelope(subtopic: string, body: { message?: unknown; data?: unknown }): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', subtopic, ...body });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

function createCache(): FactCache {
  const subjects = new Map<string, Partial<Record<CallFactName, KeptFact>>>();
  const get = (subject: string) => subjects.get(subject) ?? {};
  return {
    get: (subject) => get(subject) as ReturnType<FactCache['get']>,
    one: (subject, fact) => (get(subject) as ReturnType<FactCache['get']>)[fact] ?? null,
    toldAt: (subject, fact) => get(subject)[fact]?.at ?? null,
    put(subject, fact, kept) {
      subjects.set(subject, { ...get(subject), [fact]: kept });
    },
    remove(subject, fact) {
      const others = Object.entries(get(subject)).filter(([name]) => name !== fact);
      subjects.set(subject, Object.fromEntries(others));
    },
    stop() {},
  };
}

/** An agent's app, from its questions to its facts. */
function createAgent(name: number, clock: FakeClock, bus: ReturnType<typeof createBus>, site: Site) {
  const facts: Facts = createFacts({ cache: createCache(), clock });
  const envelopeReceived = createSignal<Envelope>();
  let isConnected = true;
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 10_000,
    send: (call, data) => isConnected && isOneOf(QUESTION_CALLS, call) && bus.send(name, call, data),
  });
  bus.received.on((envelope) => {
    if (!isConnected) return;
    lane.hear(envelope);
    envelopeReceived.emit(envelope);
  });
  bus.requested.on(({ from, envelope }) => {
    if (isConnected && site.showsRequests && from !== name) envelopeReceived.emit(envelope);
  });
  const stateChanged = createSignal<LinkState>();
  const state = (): LinkState => ({
    status: isConnected ? 'connected' : 'unreachable',
    since: 0,
    reason: null,
    nextTryAt: null,
  });
  const questions = createCallQuestions<CallRecord>({
    session: { state, stateChanged, envelopeReceived, ask: (question) => lane.ask(question) },
    clock,
    questions: factQuestions(
      facts,
      { get: () => null, noteCampaignZone() {} },
      { searchesCampaigns: false, isPromised: () => false },
    ),
  });
  const calls: CallRecord[] = [];
  return {
    facts,
    questions,
    rings(contact: string) {
      calls.unshift(callOf(contact));
      questions.ask(calls.slice(0, 1));
    },
    cut(lasting: number) {
      isConnected = false;
      lane.giveUp();
      stateChanged.emit(state());
      clock.after(lasting, () => {
        isConnected = true;
        stateChanged.emit(state());
        questions.ask(calls);
      });
    },
  };
}

const callOf = (contact: string): CallRecord =>
  callRecord({ callId: `call ${contact}`, lcmKey: keyOf(contact), draft: EMPTY_DRAFT });

/** Lets two agents work for some minutes. Returns how many facts were told, and those that are another contact's. */
async function work(site: Site): Promise<{ told: number; wrong: string[] }> {
  const clock = createFakeClock();
  const bus = createBus(clock, site);
  const agents = [0, 1].map((name) => createAgent(name, clock, bus, site));
  for (const [at, cut] of (site.cuts ?? []).entries())
    clock.after(cut.at, () => agents[at % 2]!.cut(cut.lasting));
  for (let n = 0; n < CONTACTS.length; n += 1) {
    agents[n % 2]!.rings(CONTACTS[n]!);
    if (n % 2 === 1) await clock.advance(5_000);
  }
  await clock.advance(240_000);
  const result = { told: 0, wrong: [] as string[] };
  for (const { facts, questions } of agents) {
    questions.stop();
    for (const contact of CONTACTS) {
      const known: CallFacts = facts.of({ callId: `call ${contact}`, lcmKey: keyOf(contact) });
      for (const [fact, one] of Object.entries(known) as [CallFactName, CallFacts[CallFactName]][]) {
        if (one === null) continue;
        result.told += 1;
        const text = JSON.stringify(one.value);
        for (const other of CONTACTS)
          if (other !== contact && text.includes(other)) result.wrong.push(`${contact} ${fact} ${other}`);
      }
    }
  }
  return result;
}

const ALL: readonly QuestionCallName[] = [
  'GetModeInformation',
  'GetCallBackModes',
  'GetContactModes',
  'GetCallOutCome',
  'GetContactDetail',
  'GetScreenPopData',
];

it('tells each agent everything about their own contacts on the bus of the pages', async () => {
  const site: Site = { showsRequests: true, nameless: ['GetContactModes'], turns: [{ delay: 80, times: 1 }] };
  const { told, wrong } = await work(site);
  expect(wrong).toEqual([]);
  // Seven facts of three contacts each.
  expect(told).toBe(2 * 3 * 7);
});

it.each<[string, Site]>([
  [
    'that shows no requests',
    { showsRequests: false, nameless: ['GetContactModes'], turns: [{ delay: 80, times: 1 }] },
  ],
  ['whose replies all name nobody', { showsRequests: true, nameless: ALL, turns: [{ delay: 80, times: 1 }] }],
  [
    'that is blind and nameless',
    { showsRequests: false, nameless: ALL, turns: [{ delay: 3_000, times: 1 }] },
  ],
  [
    'whose LCM answers late',
    {
      showsRequests: true,
      nameless: ['GetContactModes'],
      turns: [
        { delay: 11_000, times: 1 },
        { delay: 50, times: 1 },
      ],
    },
  ],
  [
    'that answers a repeated question twice',
    {
      showsRequests: true,
      nameless: ALL.filter((call) => call !== 'GetContactDetail'),
      turns: [
        { delay: 20_101, times: 2 },
        { delay: 10_001, times: 2 },
        { delay: 0, times: 0 },
      ],
    },
  ],
  [
    'that answers after the link was cut',
    {
      showsRequests: true,
      nameless: ['GetContactDetail'],
      turns: [{ delay: 2_700, times: 1 }],
      cuts: [{ at: 12_735, lasting: 7_566 }],
    },
  ],
  ['that brings replies twice', { showsRequests: true, nameless: ALL, turns: [{ delay: 50, times: 2 }] }],
])('never mixes up contacts on a bus %s', async (_name, site) => {
  expect((await work(site)).wrong).toEqual([]);
});

it('never mixes up contacts, whatever LCM does', async () => {
  const turn = fc.record({
    delay: fc.integer({ min: 0, max: 25_000 }),
    times: fc.integer({ min: 0, max: 2 }),
  });
  const anySite = fc.record({
    showsRequests: fc.boolean(),
    nameless: fc.subarray([...ALL]),
    turns: fc.array(turn, { minLength: 1, maxLength: 12 }),
    cuts: fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 90_000 }), lasting: fc.integer({ min: 1, max: 20_000 }) }),
      {
        maxLength: 4,
      },
    ),
  });
  let told = 0;
  await fc.assert(
    fc.asyncProperty(anySite, async (site) => {
      const result = await work(site);
      told += result.told;
      expect(result.wrong).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(told).toBeGreaterThan(500);
}, 120_000);
