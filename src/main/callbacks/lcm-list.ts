import type { Clock } from '#main/base/clock.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import { encodePersonalCallbackList } from '#shared/lcm/encode.ts';
import { answeredCall, requestedCall, type Envelope } from '#shared/lcm/envelope.ts';
import { readField, readId, type JsonObject } from '#shared/lcm/json.ts';
import {
  dateOrderOf,
  readPersonalCallbacks,
  type PersonalCallback,
  type PersonalCallbackPage,
} from '#shared/lcm/personal-callbacks.ts';
import type { ReasonCode } from '#shared/reasons/reason-codes.ts';

/** The part of a session that the list needs. */
export type ListSession = Pick<LcmSession, 'ask' | 'state' | 'stateChanged' | 'envelopeReceived'>;

/** Whose callbacks, and of which days (`YYYY-MM-DD`). */
export interface AskedList {
  readonly agentId: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What LCM told. `isWhole`: it told all that it has. `areDatesCertain`: nothing in it leaves open whether the day or the month comes
 * first. Of a failure, a code or LCM's own words.
 */
export type ListAnswer =
  | {
      readonly kind: 'listed';
      readonly rows: readonly PersonalCallback[];
      readonly ignored: number;
      readonly isWhole: boolean;
      readonly areDatesCertain: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: ReasonCode | (string & {}) };

/** Asks LCM for the personal callbacks of an agent, page by page. */
export interface LcmList {
  /** Never rejects. At most one at a time: a second one gets the answer of the first if it asks the same. */
  ask(asked: AskedList): Promise<ListAnswer>;
  stop(): void;
}

const CALL = 'GetPersonalCallbackList';

/** How many records are asked for at once. */
const PAGE = 50;
/** An LCM that has more pages than this, or tells the same for ever, is asked no further. */
const MOST_PAGES = 20;
/** How long another's request may still be answered, in milliseconds; also one from before this link began. */
const HORIZON = 30_000;
/** How long a request of our own may still be answered after it was given up, as in the outbox. */
const LATEST = 300_000;
/** For so long the bus may bring an answer again, in milliseconds. */
const REPEATED = 2_000;
/** More open requests of others are not counted. */
const MOST_OTHERS = 500;
const OTHERS: ReasonCode = 'callbacks-of-others';

const FIELDS = ['UserID', 'FromDate', 'ToDate', 'StartingNoOfRecord', 'NoofRecords'] as const;

/** How often a list is asked for whose answer may be another's, and how long to wait in between, in milliseconds. */
const TRIES = 3;
const WAIT = { least: 1_000, more: 4_000 };

/**
 * LCM's answer names neither the agent nor the page, and goes to everybody on the bus. It holds other people's numbers, so
 * it is believed only if it can be ours: no different request of anybody was open, nor one of this desktop for the agent
 * before, and no answer ever came on this link that nobody was seen to ask for. See docs/decisions/0045-my-callbacks.md.
 *
 * @param deps.firstRecord the number that LCM gives to the first record
 * @param deps.random a number in [0, 1)
 */
export function createLcmList(deps: {
  readonly session: ListSession;
  readonly clock: Clock;
  readonly firstRecord: number;
  readonly random: () => number;
}): LcmList {
  const { session, clock, firstRecord, random } = deps;
  /** When each different request of another application may be answered at the latest, on the monotonic clock. */
  let others: number[] = [];
  /** What this desktop has asked for lately, which the bus may bring back, and until when an answer to it may come. */
  const own = { texts: new Set<string>(), until: -Infinity };
  /** What this desktop has asked for and was not told: for whom, and until when the answer may come. */
  let unanswered: { readonly agentId: string; readonly until: number }[] = [];
  /** The last answer that was taken for ours. */
  let taken: Envelope | null = null;
  /** This bus shows answers to requests that it does not show. */
  let isBlind = false;
  let linkedAt = clock.monotonic();
  /** Until then, answers may come to requests from before this link, and at least one has come. */
  let unseenUntil = -Infinity;
  let underWay: { readonly text: string; readonly answer: Promise<ListAnswer> } | null = null;

  const stops = [
    session.envelopeReceived.on(hear),
    session.stateChanged.on(({ status }) => {
      if (status !== 'connected') isBlind = false;
      else linkedAt = clock.monotonic();
    }),
  ];

  function dropOld(): void {
    const now = clock.monotonic();
    others = others.filter((until) => until > now);
    unanswered = unanswered.filter(({ until }) => until > now);
  }

  /** Hears every envelope after the session has looked for its answer in it. */
  function hear(envelope: Envelope): void {
    dropOld();
    const now = clock.monotonic();
    if (requestedCall(envelope) === CALL) {
      if (!own.texts.has(textOf(envelope.data))) others = [...others, now + HORIZON].slice(-MOST_OTHERS);
    } else if (answeredCall(envelope) === CALL && envelope !== taken) {
      if (others.length > 0) others.shift();
      else if (own.until <= now) hearUnasked(now);
    }
  }

  function hearUnasked(now: number): void {
    if (unanswered.shift() !== undefined) return;
    if (now < linkedAt + HORIZON) unseenUntil = linkedAt + HORIZON;
    else isBlind = true;
  }

  function mayBeAnothers(agentId: string): boolean {
    dropOld();
    const ofAgentBefore = unanswered.some((each) => each.agentId !== agentId);
    return isBlind || others.length > 0 || ofAgentBefore || clock.monotonic() < unseenUntil;
  }

  /** @returns null if no answer came */
  async function page(agentId: string, data: JsonObject, before: string | null): Promise<PagedAnswer | null> {
    own.texts.add(textOf(data));
    own.until = Infinity;
    const answer = await session.ask<PagedAnswer>({
      call: CALL,
      data,
      read(reply) {
        const text = JSON.stringify([reply.message, reply.data]);
        // The bus may bring a full page twice. A short one is the last, whatever comes twice.
        const told = text === before ? null : readPersonalCallbacks(reply);
        if (told === null) return null;
        taken = reply;
        return { ...told, text, reply };
      },
    });
    const now = clock.monotonic();
    own.until = now + (answer === null ? 0 : REPEATED);
    if (answer === null) unanswered.push({ agentId, until: now + LATEST });
    return answer;
  }

  async function pages({ agentId, ...days }: AskedList): Promise<ListAnswer> {
    const known = new Set<string>();
    const seen = new Set<string>();
    const replies: Envelope[] = [];
    const [from, to] = [lcmDay(days.from), lcmDay(days.to)];
    let start = firstRecord;
    let wasShort = false;
    let before: string | null = null;
    own.texts.clear();
    for (let asked = 0; asked < MOST_PAGES; asked += 1) {
      const isFirst = asked === 0;
      if (mayBeAnothers(agentId)) return { kind: 'failed', reason: OTHERS };
      const data = encodePersonalCallbackList({ agentId, from, to, start, count: PAGE });
      const told = await page(agentId, data, before);
      if (mayBeAnothers(agentId)) return { kind: 'failed', reason: OTHERS };
      if (told === null) return isFirst ? { kind: 'failed', reason: silence() } : listed(wasShort);
      if (told.kind === 'refused')
        return isFirst ? { kind: 'failed', reason: told.reason ?? 'no-reason' } : listed(wasShort);
      const knownBefore = known.size;
      for (const row of told.rows) known.add(JSON.stringify(row));
      if (told.entries === 0) return listed(true);
      // An LCM that leaves the record number out of account tells the same again. Of a short list, that was all.
      if (seen.has(told.text) || (known.size === knownBefore && told.ignored === 0)) return listed(wasShort);
      seen.add(told.text);
      replies.push(told.reply);
      wasShort = told.entries < PAGE;
      before = wasShort ? null : told.text;
      start += told.entries;
    }
    return listed(false);

    function listed(isWhole: boolean): ListAnswer {
      const { order, isCertain } = dateOrderOf(replies, days);
      const told = replies.map((reply) => readPersonalCallbacks(reply, order));
      const found = told.flatMap((each) => (each?.kind === 'listed' ? [each] : []));
      const different = new Map(found.flatMap((each) => each.rows.map((row) => [JSON.stringify(row), row])));
      const ignored = found.reduce((sum, each) => sum + each.ignored, 0);
      return { kind: 'listed', rows: [...different.values()], ignored, isWhole, areDatesCertain: isCertain };
    }
  }

  const silence = (): ReasonCode => (session.state().status === 'connected' ? 'timeout' : 'not-connected');

  async function tries(asked: AskedList): Promise<ListAnswer> {
    for (let tried = 1; ; tried += 1) {
      const answer = await pages(asked);
      const isMixed = answer.kind === 'failed' && answer.reason === OTHERS;
      if (!isMixed || isBlind || tried >= TRIES) return answer;
      await new Promise<void>((resolve) => {
        const unseen = unseenUntil - clock.monotonic();
        clock.after(Math.max(unseen, WAIT.least + random() * WAIT.more), resolve);
      });
    }
  }

  return {
    ask(asked) {
      const text = JSON.stringify(asked);
      if (underWay?.text === text) return underWay.answer;
      const mine = { text, answer: (underWay?.answer ?? Promise.resolve()).then(() => tries(asked)) };
      underWay = mine;
      return mine.answer.finally(() => {
        if (underWay === mine) underWay = null;
      });
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

type PagedAnswer = PersonalCallbackPage & { readonly text: string; readonly reply: Envelope };

/** A day (`YYYY-MM-DD`) as LCM writes it: `DD/MM/YYYY`. */
const lcmDay = (day: string): string => day.split('-').reverse().join('/');

/** What a request asks for, whatever the spelling of its fields. */
function textOf(data: unknown): string {
  return JSON.stringify(FIELDS.map((name) => readId(readField(data, name)) ?? ''));
}
