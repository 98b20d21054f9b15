import type { CallRecord, Calls } from '#main/calls/call-store.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { readCampaignZone, readLcmTime } from '#main/lcm/clock/lcm-time.ts';
import type { AskedCall, CallQuestion } from '#main/lcm/questions/call-questions.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { encodeQuestion } from '#shared/lcm/encode.ts';

/** How long what LCM's clock showed is gone by before LCM is asked again, in milliseconds. */
const CLOCK_HOLDS = 12 * 3_600_000;

/** What LCM's clock shows. It says which callbacks can still be kept, and LCM tells it by any call. */
export function lcmClockQuestion(deps: {
  readonly lcmClock: LcmClock;
  readonly clock: Clock;
  readonly log: Log;
}): CallQuestion<AskedCall, { readonly callId: null; readonly at: number }> {
  const { lcmClock, clock, log } = deps;
  const isKnown = (): boolean => lcmClock.age() <= CLOCK_HOLDS;
  return {
    about: 'lcm',
    isFor: () => true,
    isKnown,
    ask: {
      call: 'GetCampaignTimeZone',
      data: encodeQuestion,
      read(reply) {
        const at = readLcmTime(reply, clock.now());
        return at === null ? null : { callId: null, at };
      },
      take({ at }) {
        if (isKnown()) return;
        lcmClock.learn(at);
        log.info('LCM’s clock is known', { aheadMs: at - clock.now() });
      },
    },
  };
}

/** The time zone of a call's campaign, in which callbacks are entered where the contact's is not known. */
export function campaignZoneQuestion(
  calls: Pick<Calls, 'noteCampaignZone'>,
): CallQuestion<CallRecord, { readonly callId: string; readonly zone: string }> {
  return {
    about: 'call',
    isFor: isToWrapUp,
    isKnown: ({ campaignZone }) => campaignZone !== null,
    ask: {
      call: 'GetCampaignTimeZone',
      data: encodeQuestion,
      read: readCampaignZone,
      take({ callId, zone }) {
        calls.noteCampaignZone(callId, zone);
      },
    },
  };
}

/** The campaign of a call in after-call work, which LCM's answer for its outcome list tells. */
export function campaignQuestion(lists: Pick<OutcomeLists, 'campaign' | 'list'>): CallQuestion<CallRecord> {
  return {
    about: 'call',
    isFor: (call) => isToWrapUp(call) && call.phase === 'ended',
    isKnown: (call) => lists.campaign(call) !== null,
    ask(call) {
      lists.list(call, true);
    },
  };
}

function isToWrapUp({ wrappedAt }: CallRecord): boolean {
  return wrappedAt === null;
}
