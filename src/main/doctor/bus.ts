import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createBusWatch } from '#main/bus/bus-watch.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { readLcmReading } from '#main/lcm/clock/lcm-time.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { createDialer, type SystemNetwork } from '#main/lcm/link/dial.ts';
import { createLink } from '#main/lcm/link/link.ts';
import { DEFAULT_POLICY } from '#main/lcm/link/options.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { BusSummary } from '#shared/contract/connect.ts';
import { answeredCall, readEnvelope } from '#shared/lcm/envelope.ts';

export interface BusDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly system: SystemNetwork;
  readonly secrets: Secrets;
  /** Ends the listening. */
  readonly signal: AbortSignal;
  /** Is given each message as it came. */
  readonly hear: (message: unknown) => void;
}

export interface Heard {
  readonly messages: number;
  readonly bus: BusSummary;
  /** Events of calls that Afterword reads with these settings, whoever's they are. */
  readonly calls: number;
  /** Call types of those that neither Afterword nor the settings know. */
  readonly unmappedTypes: ReadonlySet<string>;
  /** How far LCM's clock is ahead of this machine's, in milliseconds, if an answer to any application showed it. */
  readonly clockAheadMs: number | null;
}

/** More call types are not noted. */
const MOST_TYPES = 20;

/** Listens to the bus over the link that Afterword uses, and sends nothing. */
export function listenToBus(
  { lcm: options, busEvents, calls: { types } }: Pick<Settings, 'lcm' | 'busEvents' | 'calls'>,
  forMs: number,
  deps: BusDeps,
): Promise<Heard> {
  const { clock, log, system, secrets, signal, hear } = deps;
  const watch = createBusWatch(clock);
  const read = createCallReader({ mappings: busEvents, types, busIsOwn: true, ofAnyAgent: true });
  const unmappedTypes = new Set<string>();
  let messages = 0;
  let malformed = 0;
  let calls = 0;
  let clockAheadMs: number | null = null;

  return new Promise((resolve) => {
    const timeLimitMs = DEFAULT_POLICY.connectTimeoutMs;
    const dial = createDialer({ options, clock, timeLimitMs, system, secrets });
    const link = createLink(options, { clock, log, random: Math.random, policy: DEFAULT_POLICY, dial });
    link.received.on((message) => {
      messages += 1;
      hear(message);
      const reading = readEnvelope(message);
      if (!reading.ok) {
        malformed += 1;
        return;
      }
      watch.hear(reading.envelope);
      const call = read(reading.envelope, null);
      if (call?.ok === true) {
        calls += 1;
        const { unmappedType } = call.event;
        if (unmappedType !== null && unmappedTypes.size < MOST_TYPES) unmappedTypes.add(unmappedType);
      }
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
      resolve({ messages, bus: watch.summary(malformed), calls, unmappedTypes, clockAheadMs });
    }
  });
}
