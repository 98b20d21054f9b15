import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { readLcmReading } from '#main/lcm/clock/lcm-time.ts';
import { createDialer, type SystemNetwork } from '#main/lcm/link/dial.ts';
import { createLink } from '#main/lcm/link/link.ts';
import { DEFAULT_POLICY, type LcmOptions } from '#main/lcm/link/options.ts';
import { answeredCall, readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';

export interface BusDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly system: SystemNetwork;
  /** Ends the listening. */
  readonly signal: AbortSignal;
  /** Is given each message as it came. */
  readonly hear: (message: unknown) => void;
}

/** What was heard on the bus. */
export interface Heard {
  readonly messages: number;
  /** Messages by `channel / topic / subtopic`, the most frequent first. */
  readonly kinds: readonly (readonly [names: string, count: number])[];
  /** How far LCM's clock is ahead of this machine's, in milliseconds, if an answer to any application showed it. */
  readonly clockAheadMs: number | null;
}

/** More kinds are counted as one. */
const MOST_KINDS = 200;

/** Listens to the bus over the link that Afterword uses, and sends nothing. */
export function listenToBus(options: LcmOptions, forMs: number, deps: BusDeps): Promise<Heard> {
  const { clock, log, system, signal, hear } = deps;
  const kinds = new Map<string, number>();
  let messages = 0;
  let clockAheadMs: number | null = null;

  function count({ channel, topic, subtopic }: Envelope): void {
    const names = `${channel} / ${topic} / ${subtopic}`.replace(/\p{Cc}/gu, ' ');
    const kind = kinds.has(names) || kinds.size < MOST_KINDS ? names : 'others';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  return new Promise((resolve) => {
    const timeLimitMs = DEFAULT_POLICY.connectTimeoutMs;
    const dial = createDialer({ options, clock, timeLimitMs, system });
    const link = createLink(options, { clock, log, random: Math.random, policy: DEFAULT_POLICY, dial });
    link.received.on((message) => {
      messages += 1;
      hear(message);
      const reading = readEnvelope(message);
      if (!reading.ok) return;
      count(reading.envelope);
      if (answeredCall(reading.envelope) === 'GetCampaignTimeZone') {
        const at = readLcmReading(reading.envelope, clock.now())?.at;
        if (at !== undefined) clockAheadMs = at - clock.now();
      }
    });
    const cancel = clock.after(forMs, end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();

    function end(): void {
      cancel();
      signal.removeEventListener('abort', end);
      link.close();
      resolve({ messages, kinds: [...kinds].sort((one, other) => other[1] - one[1]), clockAheadMs });
    }
  });
}
