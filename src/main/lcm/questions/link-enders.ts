import type { Clock } from '#main/base/clock.ts';
import { answeredCall, type Envelope } from '#shared/lcm/envelope.ts';
import type { LcmCallName } from '#shared/lcm/names.ts';

/**
 * Which questions LCM, or whatever lies before it, may end the link at. Asked again on each new link, such a question would
 * keep every wrap-up from being sent. So a question that had no answer when the link was lost, two times in a row, is not
 * asked on a new link before what waits has had its time: longer with each further time. Lists are no such questions: they
 * are asked one at a time, with growing pauses (`ask-again.ts`).
 */
export interface LinkEnders {
  /** The question is to be asked. @returns whether it may be */
  ask(call: LcmCallName): boolean;
  /** Any envelope: it may answer a question. */
  heard(envelope: Envelope): void;
  linkUp(): void;
  linkLost(): void;
}

/** How long such a question waits on a new link, in milliseconds: at first, and at most. */
const WAIT = { first: 30_000, most: 300_000 };

/** @param timeLimitMs a question that was asked longer ago has nothing to do with the end of the link */
export function createLinkEnders(clock: Pick<Clock, 'monotonic'>, timeLimitMs: number): LinkEnders {
  /** By call: the monotonic instant of the last question without an answer, and how often in a row the link was lost then. */
  const open = new Map<LcmCallName, number>();
  const ends = new Map<LcmCallName, number>();
  let upSince = 0;

  return {
    ask(call) {
      const times = ends.get(call) ?? 0;
      const wait = Math.min(WAIT.first * 2 ** (times - 2), WAIT.most);
      const may = times < 2 || clock.monotonic() >= upSince + wait;
      if (may) open.set(call, clock.monotonic());
      return may;
    },
    heard(envelope) {
      const answered = answeredCall(envelope);
      if (answered === null) return;
      open.delete(answered);
      ends.delete(answered);
    },
    linkUp() {
      upSince = clock.monotonic();
    },
    linkLost() {
      for (const [call, at] of open)
        if (clock.monotonic() - at <= timeLimitMs) ends.set(call, (ends.get(call) ?? 0) + 1);
      open.clear();
    },
  };
}
