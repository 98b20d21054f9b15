import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { CallFactName, CallFacts, CallFactValues, ContactMode } from '#shared/lcm/call-facts.ts';
import { lastDigits } from '#shared/text/contact-number.ts';
import { FACT_QUESTIONS, type FactQuestion } from './fact-answers.ts';
import type { FactCache, KeptFacts } from './fact-cache.ts';

/** What names a call to LCM. */
export interface FactSubject {
  readonly callId: string;
  readonly lcmKey: string;
}

/** Why an answer is about a call: the reply names it, or nobody else was seen to ask, or nobody could be seen. */
type Certainty = 'named' | 'seen' | 'guessed';

/** What LCM has told about calls. Nothing here asks LCM or throws. */
export interface Facts {
  /** What is known about a call now. */
  of(call: FactSubject): CallFacts;
  /** The same, for the screen, which shows this call. */
  show(call: FactSubject): CallFacts;
  /** The campaign that LCM named for the call; null if it named none. Cheap. */
  campaign(call: FactSubject): string | null;
  /** Whether LCM told a fact not long ago. Cheap. */
  isFresh(call: FactSubject, fact: CallFactName): boolean;
  /** Something changed at LCM: the fact is told as before, but is not fresh until LCM tells it again. */
  doubt(call: FactSubject, fact: CallFactName): void;
  /**
   * Whether an answer can be about this call. What LCM itself has named as a number of the contact counts: a `guessed`
   * answer needs one, a `seen` one must not have only others.
   */
  believes<N extends CallFactName>(
    fact: N,
    value: CallFactValues[N],
    call: FactSubject,
    certainty: Certainty,
  ): boolean;
  /** Keeps what LCM told about a call, if it is believed. */
  take<N extends CallFactName>(
    fact: N,
    value: CallFactValues[N],
    call: FactSubject,
    certainty: Certainty,
  ): void;
  /** The id of a call about which something new is known. */
  readonly changed: Signal<string>;
  /** The id of a call whose campaign LCM has just named. */
  readonly campaignTold: Signal<string>;
  /** The id of a call that the screen shows. */
  readonly shown: Signal<string>;
  /** Writes what is not on disk yet. */
  stop(): void;
}

/** How long a fact is used before LCM is asked again, in milliseconds. */
const FRESH = 12 * 3_600_000;
/** For how many LCM keys the campaign, and what is doubted, is remembered. */
const MOST_KEYS = 10_000;
/** How many of the calls that the screen asked about last are told what is new of their campaign. */
const MOST_SHOWN = 50;

const SCOPES = Object.fromEntries(FACT_QUESTIONS.map(({ fact, scope }) => [fact, scope])) as Readonly<
  Record<CallFactName, FactQuestion['scope']>
>;
const FACTS = Object.keys(SCOPES) as CallFactName[];

export function createFacts(deps: { readonly cache: FactCache; readonly clock: Clock }): Facts {
  const { cache, clock } = deps;
  const changed = createSignal<string>();
  const campaignTold = createSignal<string>();
  const campaigns = new BoundedMap<string, string | null>(MOST_KEYS);
  const doubted = new BoundedMap<string, true>(MOST_KEYS);
  const onScreen = new BoundedMap<string, FactSubject>(MOST_SHOWN);
  const shown = createSignal<string>();

  const campaign = ({ lcmKey }: FactSubject): string | null =>
    campaigns.getOr(lcmKey, () => cache.one(lcmKey, 'mode')?.value.campaignId ?? null);

  /** Under which name a fact about this call is kept. */
  function subjectOf(call: FactSubject, fact: CallFactName): string {
    const named = SCOPES[fact] === 'campaign' ? campaign(call) : null;
    return named === null ? call.lcmKey : `campaign:${named}`;
  }

  const named = (subject: string, fact: CallFactName): string => `${fact} ${subject}`;

  function of(call: FactSubject): CallFacts {
    const told = FACTS.map((fact) => {
      const kept = cache.get(subjectOf(call, fact))[fact];
      return [fact, kept === undefined ? null : { value: kept.value, at: kept.at }] as const;
    });
    return Object.fromEntries(told) as CallFacts;
  }

  /** The calls of this contact or campaign that the screen may show. */
  function sharing(subject: string, fact: CallFactName): string[] {
    return [...onScreen.values()]
      .filter((call) => subjectOf(call, fact) === subject)
      .map(({ callId }) => callId);
  }

  return {
    changed,
    campaignTold,
    campaign,
    of,
    show(call) {
      const { callId, lcmKey } = call;
      onScreen.set(callId, { callId, lcmKey });
      shown.emit(callId);
      return of(call);
    },
    shown,
    isFresh(call, fact) {
      const subject = subjectOf(call, fact);
      if (doubted.has(named(subject, fact))) return false;
      const at = cache.toldAt(subject, fact);
      return at !== null && Math.abs(clock.now() - at) < FRESH;
    },
    doubt: (call, fact) => doubted.set(named(subjectOf(call, fact), fact), true),
    believes,
    take(fact, value, call, certainty) {
      if (!believes(fact, value, call, certainty)) return;
      const { lcmKey } = call;
      const isNamed = certainty === 'named';
      const before = campaign(call);
      if (fact === 'mode') campaigns.delete(lcmKey);
      const subject = subjectOf(call, fact);
      doubted.delete(named(subject, fact));
      cache.put(subject, fact, { value, at: clock.now(), isNamed });
      if (isNamed) dropContradicted(lcmKey);
      for (const callId of new Set([call.callId, ...sharing(subject, fact)])) changed.emit(callId);
      if (campaign(call) !== before) campaignTold.emit(call.callId);
    },
    stop: () => cache.stop(),
  };

  function believes<N extends CallFactName>(
    fact: N,
    value: CallFactValues[N],
    { lcmKey }: FactSubject,
    certainty: Certainty,
  ): boolean {
    if (certainty === 'named' || SCOPES[fact] === 'campaign') return true;
    return agreement(cache.get(lcmKey), numbersIn(fact, value)) ?? certainty === 'seen';
  }

  /** An answer that named nobody came first, and now LCM says which number the contact has. */
  function dropContradicted(lcmKey: string): void {
    const known = cache.get(lcmKey);
    for (const fact of FACTS) {
      const kept = known[fact];
      if (kept?.isNamed === false && agreement(known, numbersIn(fact, kept.value)) === false)
        cache.remove(lcmKey, fact);
    }
  }
}

/** Facts whose rows have a number of the contact. */
const NUMBERED: readonly CallFactName[] = ['contactModes', 'callbackModes', 'campaignModes', 'campaigns'];

function numbersIn(fact: CallFactName, value: CallFactValues[CallFactName]): string[] {
  if (fact === 'mode') return ends([(value as CallFactValues['mode']).contactNumber]);
  if (!NUMBERED.includes(fact)) return [];
  return ends((value as readonly Pick<ContactMode, 'number'>[]).map(({ number }) => number));
}

const ends = (numbers: readonly (string | null)[]): string[] =>
  numbers.flatMap((number) => lastDigits(number) ?? []);

/** Whether one of these is a number that LCM itself has named for this contact; null if there are none to compare. */
function agreement(known: KeptFacts, numbers: readonly string[]): boolean | null {
  const named = FACTS.flatMap((fact) => {
    const kept = known[fact];
    return kept?.isNamed === true ? numbersIn(fact, kept.value) : [];
  });
  if (named.length === 0 || numbers.length === 0) return null;
  return numbers.some((number) => named.includes(number));
}
