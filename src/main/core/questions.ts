import type { AfterCallSettings } from '#main/after-call/after-call-rule.ts';
import type { Callbacks } from '#main/callbacks/callbacks.ts';
import type { CallSummary, Calls } from '#main/calls/call-store.ts';
import type { Clock } from '#main/base/clock.ts';
import { FACT_QUESTIONS, type FactQuestion } from '#main/facts/fact-answers.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { LcmClock, LcmReading } from '#main/lcm/clock/lcm-clock.ts';
import { readCampaignZone, readLcmReading } from '#main/lcm/clock/lcm-time.ts';
import type { AskedCall, CallAnswer, CallQuestion } from '#main/lcm/questions/call-question.ts';
import { createCallQuestions, type QuestionSession } from '#main/lcm/questions/call-questions.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { isInForm } from '#shared/contract/in-form.ts';
import type { CallFactName, CallFactValues } from '#shared/lcm/call-facts.ts';
import { encodeCampaignSearch, encodeQuestion } from '#shared/lcm/encode.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { NAMELESS_QUESTIONS } from '#shared/lcm/names.ts';
import { calledNumber } from './contact-numbers.ts';

/** What tells whom a callback is for: without it, LCM's list and what was booked here cannot be known to be one. */
const FOR_CALLBACKS: readonly CallFactName[] = ['mode', 'callbackModes', 'contactModes'];

/**
 * How long what else is asked about a call waits for its list, if there is none to show: both would be read and drawn in turns. One of
 * 100,000 is mostly there by then.
 */
const LIST_WAIT_MS = 400;
/** By then the screen has drawn a list of 10,000, in milliseconds. */
const DRAWN_MS = 40;

/**
 * From now on, asks LCM about the calls on the list: whenever they change, and as soon as there is a link. The contacts of
 * callbacks that were booked while there was none are asked about too.
 *
 * @returns `askClock` asks LCM for its clock, with the ids of a call, if it is not known. It resolves once the clock is
 *   known or cannot be learned for now, and never rejects.
 */
export function askAboutCalls(deps: {
  readonly session: QuestionSession & Pick<LcmSession, 'accepted'>;
  readonly lcmClock: LcmClock;
  readonly calls: Pick<Calls, 'changed' | 'get' | 'summary' | 'list' | 'hasOthersThan' | 'noteCampaignZone'>;
  readonly lists: Pick<OutcomeLists, 'campaign' | 'list' | 'expect' | 'answered'>;
  readonly facts: Pick<Facts, 'believes' | 'doubt' | 'isFresh' | 'of' | 'take' | 'shown'>;
  readonly callbacks: Pick<Callbacks, 'withoutContact' | 'changed'>;
  readonly afterCall: AfterCallSettings;
  /** Whether to ask in which other campaigns a contact is open. */
  readonly searchesCampaigns: boolean;
  readonly clock: Clock;
}): { readonly askClock: (call: AskedCall) => Promise<void>; readonly stop: () => void } {
  const { session, lcmClock, calls, lists, facts, callbacks, afterCall, searchesCampaigns, clock } = deps;
  /** The call whose list LCM was asked for before its screen asks. */
  let expected: string | null = null;
  /** The same while its list is on its way. */
  let listComing: string | null = null;
  let cancelWait = (): void => {};
  let isStopped = false;
  /** The calls that booked a callback for a contact of whom nothing is known. */
  let promised: ReadonlySet<string> = new Set();
  const clockQuestion = lcmClockQuestion({ lcmClock, clock });
  const questions = createCallQuestions({
    session,
    clock,
    questions: [
      clockQuestion,
      ...factQuestions(facts, calls, { searchesCampaigns, isPromised: ({ callId }) => promised.has(callId) }),
      campaignZoneQuestion(calls),
      campaignQuestion(lists, afterCall),
    ],
  });
  calls.changed.on((callId) => {
    const call = calls.summary(callId);
    if (call !== null) expectList(call);
    if (call !== null && callId !== listComing) questions.ask([call]);
    forgetUnlessAsked(callId, call);
  });
  callbacks.changed.on(askForCallbacks);
  facts.shown.on((callId) => questions.hurry(callId));
  session.accepted.on(({ call: set, callId }) => {
    // A call that was wrapped up is asked about no more, but the next call with the same contact is.
    const call = FACT_QUESTIONS.some(({ changedBy }) => changedBy === set) ? calls.get(callId) : null;
    if (call !== null) questions.again(set, call);
  });
  session.stateChanged.on(({ status }) => {
    if (status !== 'connected') return;
    promised = new Set();
    askForCallbacks();
    // Asked later, and so answered first: the agent waits for these.
    questions.ask(calls.list());
  });

  /** The screen shows a call at once if no other is to be wrapped up. LCM answers in turn, and the agent waits for the list. */
  function expectList(call: CallSummary): void {
    if (call.callId === expected || call.wrappedAt !== null || session.state().status !== 'connected') return;
    if (calls.hasOthersThan(call.callId)) return;
    expected = call.callId;
    if (!lists.expect(call)) return;
    listComing = call.callId;
    void lists.answered(call, LIST_WAIT_MS).then(() => {
      if (isStopped) return;
      cancelWait = clock.after(DRAWN_MS, () => {
        listComing = null;
        const now = calls.summary(call.callId);
        if (now !== null) questions.ask([now]);
      });
    });
  }

  function forgetUnlessAsked(callId: string, call: CallSummary | null): void {
    if (call === null || !(isInForm(call) || promised.has(callId))) questions.forget(callId);
  }

  function askForCallbacks(): void {
    const before = promised;
    promised = new Set(callbacks.withoutContact());
    const added = [...promised].filter((callId) => !before.has(callId));
    questions.ask(added.flatMap((callId) => calls.get(callId) ?? []));
    for (const callId of before) if (!promised.has(callId)) forgetUnlessAsked(callId, calls.get(callId));
  }

  return {
    askClock: (call) => questions.askFirst(clockQuestion, call),
    stop() {
      isStopped = true;
      cancelWait();
      questions.stop();
    },
  };
}

/** What LCM's clock shows. It says which callbacks can still be kept. LCM answers it for any call. */
export function lcmClockQuestion(deps: {
  readonly lcmClock: Pick<LcmClock, 'isKnown' | 'asked' | 'hear'>;
  readonly clock: Clock;
}): CallQuestion<AskedCall, LcmReading> {
  const { lcmClock, clock } = deps;
  return {
    about: 'lcm',
    isFor: () => true,
    isKnown: lcmClock.isKnown,
    ask: {
      call: 'GetCampaignTimeZone',
      data(call) {
        lcmClock.asked(call.callId);
        return encodeQuestion('GetCampaignTimeZone', call);
      },
      read: (reply) => readLcmReading(reply, clock.now()),
      take: lcmClock.hear,
    },
  };
}

/** Null: nothing could be read. */
interface FactAnswer extends CallAnswer {
  readonly value: CallFactValues[CallFactName] | null;
}

/**
 * What LCM knows of a call: its campaign, the contact's numbers and fields, the telephony outcomes.
 *
 * @param which.searchesCampaigns whether to ask in which other campaigns the contact is open
 * @param which.isPromised whether a call booked a callback for a contact of whom nothing is known
 */
export function factQuestions(
  facts: Pick<Facts, 'believes' | 'doubt' | 'isFresh' | 'of' | 'take'>,
  calls: Pick<Calls, 'get' | 'noteCampaignZone'>,
  {
    searchesCampaigns,
    isPromised,
  }: {
    readonly searchesCampaigns: boolean;
    readonly isPromised: (call: CallSummary) => boolean;
  },
): CallQuestion<CallSummary, FactAnswer>[] {
  return FACT_QUESTIONS.map((row: FactQuestion) => {
    const { fact, call, scope, changedBy } = row;
    return {
      about: 'call',
      // The answers of a campaign are asked for once its name is known. An answer that names no call is checked by it, and
      // the contact's campaigns are searched for by the number that it tells.
      ...((scope === 'campaign' || call === 'GetContactModes' || row.fact === 'campaigns') && {
        after: 'GetModeInformation',
      }),
      ...(call === 'SetCallOutComeOffline' && { insteadOf: 'GetCallOutCome' }),
      ...(changedBy !== undefined && { changedBy }),
      doubt: (asked) => facts.doubt(asked, fact),
      isFor: (asked) =>
        (isInForm(asked) && (fact !== 'campaigns' || searchesCampaigns)) ||
        (FOR_CALLBACKS.includes(fact) && isPromised(asked)),
      ...(fact === 'campaigns' && { canAsk: (asked: CallSummary) => numberOf(asked) !== null }),
      isKnown: (asked) => facts.isFresh(asked, fact),
      ask: {
        call,
        isNameless: NAMELESS_QUESTIONS.includes(call),
        data: (asked) => (row.fact === 'campaigns' ? searchFor(asked) : encodeQuestion(call, asked)),
        read: (reply) => ({ callId: null, value: row.read(reply) }),
        believes: ({ value }, owner) => value === null || facts.believes(fact, value, owner, owner.certainty),
        take({ value }, owner) {
          if (value === null || owner === null) return;
          facts.take(fact, value, owner, owner.certainty);
          if (fact === 'mode') noteZone(value as CallFactValues['mode'], owner.callId);
        },
      },
    };
  });

  /** The number by which LCM searches for the contact; null if none is known. */
  function numberOf({ callId }: AskedCall): string | null {
    const call = calls.get(callId);
    return call === null ? null : calledNumber(call, facts.of(call));
  }

  function searchFor(asked: AskedCall): JsonObject {
    const type = calls.get(asked.callId)?.type ?? 'OUTBOUND';
    return encodeCampaignSearch({ number: numberOf(asked) ?? '', lcmKey: asked.lcmKey, type });
  }

  function noteZone({ zone }: CallFactValues['mode'], callId: string): void {
    const call = calls.get(callId);
    if (zone === null || zone.iana === null || call?.campaignZone !== null) return;
    calls.noteCampaignZone(callId, zone.iana);
  }
}

/** The time zone of a call's campaign. Callbacks are entered in it if the contact's zone is not known. */
export function campaignZoneQuestion(
  calls: Pick<Calls, 'noteCampaignZone'>,
): CallQuestion<CallSummary, { readonly callId: string; readonly zone: string }> {
  return {
    about: 'call',
    isFor: isInForm,
    isKnown: ({ campaignZone }) => campaignZone !== null,
    ask: {
      call: 'GetCampaignTimeZone',
      data: (call) => encodeQuestion('GetCampaignTimeZone', call),
      read: readCampaignZone,
      take: ({ callId, zone }) => calls.noteCampaignZone(callId, zone),
    },
  };
}

/**
 * The campaign of a call in after-call work: the call's limit may depend on it. It comes with LCM's answer for the
 * call's outcome list, which perhaps no screen has asked for.
 */
export function campaignQuestion(
  lists: Pick<OutcomeLists, 'campaign' | 'list'>,
  afterCall: Pick<AfterCallSettings, 'byCampaign'>,
): CallQuestion<CallSummary> {
  const isOfUse = Object.keys(afterCall.byCampaign).length > 0;
  return {
    about: 'call',
    isFor: (call) => isOfUse && isInForm(call) && call.phase === 'ended',
    isKnown: (call) => lists.campaign(call) !== null,
    ask: (call) => lists.list(call, true),
  };
}
