import type { Clock } from '#main/base/clock.ts';
import type { NamedSubject } from '#shared/lcm/answer.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import type { QuestionCallName } from '#shared/lcm/names.ts';

/**
 * Why an answer is about somebody. `named`: the reply says so itself. `seen`: nobody else has asked, on a bus that shows
 * the requests of others, and for as long as replies take. `guessed`: nobody else was seen to ask, but perhaps this bus
 * shows no requests, or somebody asked before the link.
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
  /**
   * Notes a reply. Call it after everybody has seen it.
   *
   * @param isBelieved false if what is known of the owner contradicts the answer
   */
  answered(call: QuestionCallName, named: NamedSubject, reply: Envelope, isBelieved?: boolean): void;
  /** Whether the reply to this request, should it name nobody, could not be another's. */
  isAlone(call: QuestionCallName, subject: NamedSubject): boolean;
  /** Whether a reply came that may have been the answer to this open request, but may have been another's. */
  wasMixed(call: QuestionCallName, subject: NamedSubject): boolean;
  /** The link is lost, or there is a new one. */
  begin(): void;
}

/** The open requests about one subject. */
interface Open {
  readonly subject: NamedSubject;
  /** Until when each may be answered, in that order. */
  readonly untils: number[];
  /** How many of our own requests the bus may still bring back to us. */
  echoes: number;
  isMixed: boolean;
}

interface Kind {
  /** In the order in which the last one expires. */
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
  const kinds = new Map<QuestionCallName, Kind>();
  let begun = clock.monotonic();
  let showsRequests = false;

  function kindOf(call: QuestionCallName): Kind {
    let kind = kinds.get(call);
    if (kind === undefined) {
      kind = { open: new Map(), isBlind: false, last: null };
      kinds.set(call, kind);
    }
    const now = clock.monotonic();
    for (const [key, { untils }] of kind.open) {
      if ((untils.at(-1) ?? 0) > now) break;
      kind.open.delete(key);
    }
    return kind;
  }

  /** Whether no reply can come any more that was asked for before the link, nor one that was taken for it. */
  const hasSeenAll = (): boolean => showsRequests && clock.monotonic() - begun >= 2 * HORIZON;
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
        : { ...subject, certainty: hasSeenAll() ? 'seen' : 'guessed' };
    }
    if (named.callId === null || named.lcmKey !== null) return { ...named, certainty: 'named' };
    // Another application may have asked for this call with another key.
    const keys = new Set(matching(kind, named).flatMap(({ subject }) => subject.lcmKey ?? []));
    if (keys.size > 1) return null;
    const [lcmKey = null] = keys;
    return { callId: named.callId, lcmKey, certainty: 'named' };
  }

  function asked(call: QuestionCallName, subject: NamedSubject, isOurs: boolean): void {
    const { open } = kindOf(call);
    const key = keyOf(subject);
    const known = open.get(key) ?? { subject, untils: [], echoes: 0, isMixed: false };
    if (!isOurs && known.echoes > 0) {
      known.echoes -= 1;
      return;
    }
    if (isOurs) known.echoes += 1;
    known.untils.push(clock.monotonic() + HORIZON);
    // More replies than that are not told apart.
    if (known.untils.length > MEMORY) known.untils.shift();
    open.delete(key);
    open.set(key, known);
    const [oldest] = open.keys();
    if (open.size > MEMORY && oldest !== undefined) open.delete(oldest);
  }

  /** One of the requests about the only subject is answered. The others may still be. */
  function closeOne(kind: Kind): void {
    const [oldest] = kind.open;
    if (oldest === undefined) return;
    const [key, { untils }] = oldest;
    const now = clock.monotonic();
    while ((untils[0] ?? Infinity) <= now) untils.shift();
    untils.shift();
    if (untils.length === 0) kind.open.delete(key);
  }

  return {
    asked: (call, subject) => asked(call, subject, true),
    overheard(call, subject) {
      showsRequests = true;
      asked(call, subject, false);
    },
    ownerOf,
    answered(call, named, reply, isBelieved = true) {
      const kind = kindOf(call);
      const now = clock.monotonic();
      if (named.callId !== null || named.lcmKey !== null) {
        const isOwned = ownerOf(call, named, reply) !== null;
        for (const open of matching(kind, named))
          // Of two requests with the same call id, nobody knows which one is still to be answered.
          if (isOwned) kind.open.delete(keyOf(open.subject));
          else open.isMixed = true;
        return;
      }
      const owner = ownerOf(call, named, reply);
      if (owner !== null && isBelieved) {
        const text = textOf(reply);
        // The bus may have brought the same reply twice. Then the other request is still to be answered.
        const isNew = kind.last === null || now - kind.last.at > AGAIN || kind.last.text !== text;
        kind.last = { text, key: keyOf(owner), at: now };
        if (isNew) closeOne(kind);
      } else if (kind.open.size > 0) for (const open of kind.open.values()) open.isMixed = true;
      else if (now - begun > FIRST && now - (kind.last?.at ?? -Infinity) > AGAIN) kind.isBlind = true;
    },
    isAlone(call, subject) {
      return [...kindOf(call).open.values()].every((open) => isSame(open.subject, subject));
    },
    wasMixed: (call, subject) => kindOf(call).open.get(keyOf(subject))?.isMixed ?? false,
    begin() {
      // What was asked on the earlier link may be answered on this one.
      for (const kind of kinds.values()) kind.isBlind = false;
      showsRequests = false;
      begun = clock.monotonic();
    },
  };
}

function textOf({ message, data }: Envelope): string {
  const text = JSON.stringify([message, data]);
  return text.length > COMPARED ? '' : text;
}
