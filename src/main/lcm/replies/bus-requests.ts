import { foldName, readId, type JsonObject } from '#shared/lcm/json.ts';
import type { ListCallName } from '#shared/lcm/names.ts';
import type { Clock } from '#main/base/clock.ts';

/** The fields in which list requests differ. */
export interface ListRequestSubject {
  readonly callId: string | null;
  /** Page 003 only. */
  readonly type: string | null;
}

/**
 * The list requests on the bus that LCM has not answered yet, ours and other applications'. The reply to a 003 does not
 * say which request it answers. Only the order can tell: we assume that LCM answers the requests in turn.
 */
export interface BusRequests {
  sent(call: ListCallName, data: JsonObject): void;
  /** A request was seen on the bus. The bus may echo ours, so the first request equal to ours is taken for its echo. */
  overheard(call: ListCallName, subject: ListRequestSubject): void;
  /** A list without a callid has come. Returns whose request it answers. */
  answeredGroup(): 'ours' | 'foreign' | 'unmatched';
  /** A reply with its callid, or an error, answered our 003. If none is open, nothing happens. */
  settledGroup(): void;
  /** A reply with that callid has come. Returns whose 004 for it was unanswered. */
  answeredCampaign(callId: string): 'ours' | 'foreign' | 'unmatched';
}

interface Pending extends ListRequestSubject {
  readonly call: ListCallName;
  readonly ours: boolean;
  readonly until: number;
  echoAwaited: boolean;
  /** Our request got its list from the reply to an equal, earlier request; its own reply is still to come. */
  satisfied: boolean;
}

/** How many requests are remembered; the oldest are forgotten first. */
const MEMORY = 200;

/** @param memoryMs how long a request is remembered without an answer */
export function createBusRequests(clock: Clock, memoryMs: number): BusRequests {
  let pending: Pending[] = [];

  function add(call: ListCallName, subject: ListRequestSubject, ours: boolean): void {
    const until = clock.monotonic() + memoryMs;
    const entry = { ...subject, call, ours, until, echoAwaited: ours, satisfied: false };
    pending = [...pending, entry].slice(-MEMORY);
  }

  function take(matches: (entry: Pending) => boolean): Pending | undefined {
    pending = pending.filter(({ until }) => until > clock.monotonic());
    const index = pending.findIndex(matches);
    return index < 0 ? undefined : pending.splice(index, 1)[0];
  }

  function isGroup(entry: Pending): boolean {
    return entry.call === 'GetOutcomeByOutcomegroup';
  }

  function isOpenGroup(entry: Pending): boolean {
    return isGroup(entry) && entry.ours && !entry.satisfied;
  }

  function sameType(a: Pending, b: Pending): boolean {
    return foldName(a.type ?? '') === foldName(b.type ?? '');
  }

  return {
    sent: (call, data) => add(call, { callId: readId(data['callid']), type: readId(data['type']) }, true),
    overheard(call, subject) {
      const echo = pending.find(
        (entry) =>
          entry.echoAwaited &&
          entry.call === call &&
          entry.callId === subject.callId &&
          entry.type === subject.type,
      );
      if (echo) echo.echoAwaited = false;
      else add(call, subject, false);
    },
    answeredGroup() {
      const first = take(isGroup);
      if (first === undefined || first.satisfied) return 'unmatched';
      if (first.ours) return 'ours';
      // The list of a group is the same for every application.
      const equal = pending.find((entry) => isOpenGroup(entry) && sameType(entry, first));
      if (equal === undefined) return 'foreign';
      equal.satisfied = true;
      return 'ours';
    },
    settledGroup: () => take(isOpenGroup),
    answeredCampaign(callId) {
      const first = take((entry) => entry.call === 'GetBusinessOutCome' && entry.callId === callId);
      if (first === undefined) return 'unmatched';
      return first.ours ? 'ours' : 'foreign';
    },
  };
}
