import type { Clock } from '#main/base/clock.ts';
import type { NamedSubject } from '#shared/lcm/answer.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import type { QuestionCallName } from '#shared/lcm/names.ts';

/**
 * Why an answer is about somebody. `named`: the reply says so itself. `seen`: nobody else has asked, on a bus that shows
 * the requests of others. `guessed`: nobody else was seen to ask, but perhaps this bus shows no requests.
 */
export type Certainty = 'named' | 'seen' | 'guessed';

export interface Owner extends NamedSubject {
  readonly certainty: Certainty;
}

/**
 * Says whom the answer to a question is about. LCM's replies go to everybody on the bus and name no request; some name
 * neither a call nor a contact. What LCM tells of one contact must never stand beside another, so an answer whose owner
 * is not certain is nobody's. See docs/decisions/0031-whose-answer.md.
 */
export interface WhoseAnswer {
  /** A request was sent. */
  asked(call: QuestionCallName, subject: NamedSubject): void;
  /** A request was seen on the bus: another application's, or the echo of ours. */
  overheard(call: QuestionCallName, subject: NamedSubject): void;
  /** Whom a reply is about, which names `named`; null if that is not certain. It changes nothing. */
  ownerOf(call: QuestionCallName, named: NamedSubject, reply: Envelope): Owner | null;
  /** Notes a reply. Call it after everybody has seen it. */
  answered(call: QuestionCallName, named: NamedSubject, reply: Envelope): void;
  /** Whether the reply to this request, should it name nobody, could not be another's. */
  isAlone(call: QuestionCallName, subject: NamedSubject): boolean;
  /** Whether a reply came that may have been the answer to this open request, but may have been another's. */
  wasMixed(call: QuestionCallName, subject: NamedSubject): boolean;
  /** A new link. */
  begin(): void;
}

interface Open {
  readonly subject: NamedSubject;
  readonly until: number;
  isMixed: boolean;
}

interface Kind {
  /** In the order in which they expire. */
  readonly open: Map<string, Open>;
  /** Replies that name nobody came, although nobody was seen to ask: this bus does not show every request. */
  isBlind: boolean;
  /** The last reply that named nobody. The bus may bring it twice. */
  last: { readonly text: string; readonly key: string | null; readonly at: number } | null;
}

/** How long a request may still be answered, in milliseconds. */
const HORIZON = 30_000;
/** How many open requests of a kind are remembered. If there are as many, no reply without a name has an owner. */
const MEMORY = 500;
/** Replies to requests from before the link may come for this long, in milliseconds. */
const FIRST = 10_000;
/** For so long the bus may bring the same reply again, in milliseconds. */
const AGAIN = 2_000;
/** Longer replies are not compared. In UTF-16 units. */
const COMPARED = 100_000;

export function createWhoseAnswer(clock: Clock): WhoseAnswer {
  let kinds = new Map<QuestionCallName, Kind>();
  let begun = clock.monotonic();
  let showsRequests = false;

  function kindOf(call: QuestionCallName): Kind {
    let kind = kinds.get(call);
    if (kind === undefined) {
      kind = { open: new Map(), isBlind: false, last: null };
      kinds.set(call, kind);
    }
    const now = clock.monotonic();
    for (const [key, { until }] of kind.open) {
      if (until > now) break;
      kind.open.delete(key);
    }
    return kind;
  }

  const keyOf = ({ callId, lcmKey }: NamedSubject): string => JSON.stringify([callId, lcmKey]);
  /** Two requests for the same contact have the same answer. */
  const isSame = (one: NamedSubject, other: NamedSubject): boolean =>
    one.lcmKey === null ? one.callId === other.callId : one.lcmKey === other.lcmKey;

  function matching(kind: Kind, named: NamedSubject): Open[] {
    return [...kind.open.values()].filter(({ subject }) =>
      named.callId === null ? subject.lcmKey === named.lcmKey : subject.callId === named.callId,
    );
  }

  /** The only subject that is asked about; null if there is none, or more than one. */
  function only(kind: Kind): NamedSubject | null {
    const [first, ...others] = kind.open.values();
    if (first === undefined || kind.open.size >= MEMORY) return null;
    return others.every(({ subject }) => isSame(subject, first.subject)) ? first.subject : null;
  }

  function isRepeated({ last }: Kind, subject: NamedSubject, reply: Envelope): boolean {
    if (last === null || clock.monotonic() - last.at > AGAIN) return false;
    return last.key !== keyOf(subject) && last.text === textOf(reply);
  }

  function ownerOf(call: QuestionCallName, named: NamedSubject, reply: Envelope): Owner | null {
    const kind = kindOf(call);
    if (named.callId === null && named.lcmKey === null) {
      const subject = kind.isBlind ? null : only(kind);
      return subject === null || isRepeated(kind, subject, reply)
        ? null
        : { ...subject, certainty: showsRequests ? 'seen' : 'guessed' };
    }
    if (named.callId === null || named.lcmKey !== null) return { ...named, certainty: 'named' };
    // Another application may have asked for this call with another key.
    const keys = new Set(matching(kind, named).flatMap(({ subject }) => subject.lcmKey ?? []));
    if (keys.size > 1) return null;
    const [lcmKey = null] = keys;
    return { callId: named.callId, lcmKey, certainty: 'named' };
  }

  function asked(call: QuestionCallName, subject: NamedSubject): void {
    const { open } = kindOf(call);
    const key = keyOf(subject);
    const isMixed = open.get(key)?.isMixed ?? false;
    open.delete(key);
    open.set(key, { subject, until: clock.monotonic() + HORIZON, isMixed });
    const [oldest] = open.keys();
    if (open.size > MEMORY && oldest !== undefined) open.delete(oldest);
  }

  return {
    asked,
    overheard(call, subject) {
      showsRequests = true;
      asked(call, subject);
    },
    ownerOf,
    answered(call, named, reply) {
      const kind = kindOf(call);
      const now = clock.monotonic();
      if (named.callId !== null || named.lcmKey !== null) {
        for (const { subject } of matching(kind, named)) kind.open.delete(keyOf(subject));
        return;
      }
      const owner = ownerOf(call, named, reply);
      if (owner !== null) {
        kind.last = { text: textOf(reply), key: keyOf(owner), at: now };
        kind.open.clear();
      } else if (kind.open.size > 0) for (const open of kind.open.values()) open.isMixed = true;
      else if (now - begun > FIRST && now - (kind.last?.at ?? -Infinity) > AGAIN) kind.isBlind = true;
    },
    isAlone(call, subject) {
      return [...kindOf(call).open.values()].every((open) => isSame(open.subject, subject));
    },
    wasMixed: (call, subject) => kindOf(call).open.get(keyOf(subject))?.isMixed ?? false,
    begin() {
      kinds = new Map();
      showsRequests = false;
      begun = clock.monotonic();
    },
  };
}

function textOf({ message, data }: Envelope): string {
  const text = JSON.stringify([message, data]);
  return text.length > COMPARED ? '' : text;
}
