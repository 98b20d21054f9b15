import { z } from 'zod';
import { MALFORMED_KINDS } from './malformed.ts';
import { REQUESTS } from '../wire/requests.ts';

/**
 * How often a fault strikes: each request is hit with `probability`, until it has struck `times` times (null: no
 * bound). As input a number stands for that many times, `true` for always, null for never.
 */
export interface Chance {
  readonly times: number | null;
  readonly probability: number;
}
type ChanceInput<Extra = unknown> = null | true | number | (Partial<Chance> & Extra);

/** `cut` ends the transport as a lost link does; `goodbye` is Socket.IO's own disconnect, which says so first. */
type DisconnectBy = 'cut' | 'goodbye';

/** What is to go wrong. Durations in milliseconds. */
export interface FaultInput {
  /** Before a request is looked at. Requests keep the order in which they came. */
  latency?: number | { minMs: number; maxMs: number } | null;
  /** Applied, but no reply. */
  dropReply?: ChanceInput;
  duplicateReply?: ChanceInput;
  /** Applied at once, the reply sent `afterMs` later. */
  lateReply?: ChanceInput<{ afterMs?: number }>;
  disconnectBefore?: ChanceInput<{ by?: DisconnectBy }>;
  /** Applied, then the link ends before the reply. */
  disconnectAfter?: ChanceInput<{ by?: DisconnectBy }>;
  /** `success: false`, with `msg` or, where that is null, without. */
  refuse?: ChanceInput<{ msg?: string | null }>;
  wsError?: ChanceInput<{ errorMessage?: string; msg?: string }>;
  /** Applied, but the reply makes no sense. */
  malformedReply?: ChanceInput<{ kind?: (typeof MALFORMED_KINDS)[number] | 'any' }>;
  /** Now: ends every connection and takes none for `ms`, by denying them or by not listening at all. */
  refuseConnections?: number | { ms: number; how?: 'deny' | 'close' } | null;
  /** Other apps' messages on the same bus, one every `everyMs`. */
  foreignTraffic?: number | { everyMs: number } | null;
  /** Subtopics of the requests that faults strike; null: all. */
  only?: string[] | null;
}

const chanceFields = {
  times: z.int().min(1).nullable().default(null),
  probability: z.number().min(0).max(1).default(1),
};
const shorthand = (value: unknown): unknown =>
  value === true ? {} : typeof value === 'number' ? { times: value } : value;
const chance = <S extends z.ZodRawShape>(extra: S) =>
  z.preprocess(shorthand, z.strictObject({ ...chanceFields, ...extra }).nullable());
const duration = z.number().min(0).max(86_400_000);
const by = z.enum(['cut', 'goodbye']).default('cut');
const numberAs = (make: (value: number) => unknown) => (value: unknown) =>
  typeof value === 'number' ? make(value) : value;

const settingsSchema = z.strictObject({
  latency: z.preprocess(
    numberAs((ms) => ({ minMs: ms, maxMs: ms })),
    z
      .strictObject({ minMs: duration, maxMs: duration })
      .refine(({ minMs, maxMs }) => minMs <= maxMs, 'minMs must not be more than maxMs')
      .nullable(),
  ),
  dropReply: chance({}),
  duplicateReply: chance({}),
  lateReply: chance({ afterMs: duration.default(15_000) }),
  disconnectBefore: chance({ by }),
  disconnectAfter: chance({ by }),
  refuse: chance({ msg: z.string().nullable().default('Outcome could not be set.') }),
  wsError: chance({
    errorMessage: z.string().default('Object reference not set to an instance of an object.'),
    msg: z.string().default('Invalid Call ID.'),
  }),
  malformedReply: chance({ kind: z.enum(['any', ...MALFORMED_KINDS]).default('any') }),
  refuseConnections: z.preprocess(
    numberAs((ms) => ({ ms })),
    z.strictObject({ ms: duration, how: z.enum(['deny', 'close']).default('deny') }).nullable(),
  ),
  foreignTraffic: z.preprocess(
    numberAs((everyMs) => ({ everyMs })),
    z.strictObject({ everyMs: duration.min(1) }).nullable(),
  ),
  only: z
    .array(
      z.enum(
        REQUESTS.map(({ subtopic }) => subtopic),
        'must be the subtopic of a request',
      ),
    )
    .nullable(),
});

/** What is set to go wrong, in full; null where nothing is. `times` counts down as faults strike. */
export type FaultSettings = z.output<typeof settingsSchema>;

/** Faults that strike by chance, request by request. */
export type ChanceFault = {
  [K in keyof FaultSettings]: NonNullable<FaultSettings[K]> extends Chance ? K : never;
}[keyof FaultSettings];

export interface Faults {
  current(): FaultSettings;
  /** Replaces the faults named, leaves the others. @throws Error naming field and reason, changing nothing */
  set(input: FaultInput): void;
  /** Nothing goes wrong any more. */
  clear(): void;
}

/** What the service asks of the faults. */
export interface ActiveFaults extends Faults {
  /** Whether `fault` strikes this request, counted; gives its settings where it does. */
  strike<F extends ChanceFault>(fault: F, subtopic: string): NonNullable<FaultSettings[F]> | null;
  /** The delay to impose on this request. */
  latencyMs(subtopic: string): number;
  onChange(listener: (settings: FaultSettings) => void): void;
}

const NO_FAULTS: FaultSettings = {
  latency: null,
  dropReply: null,
  duplicateReply: null,
  lateReply: null,
  disconnectBefore: null,
  disconnectAfter: null,
  refuse: null,
  wsError: null,
  malformedReply: null,
  refuseConnections: null,
  foreignTraffic: null,
  only: null,
};

/**
 * Reads faults from outside.
 * @throws Error with one line a fault: its path and what is wrong
 */
export function parseFaults(input: unknown): Partial<FaultSettings> {
  const result = settingsSchema.partial().safeParse(input);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${path.join('.') || 'faults'}: ${message}`);
    throw new Error(lines.join('\n'));
  }
  return Object.fromEntries(Object.entries(result.data).filter(([, value]) => value !== undefined));
}

/** @param random a number in [0, 1), as `Math.random` gives */
export function createFaults(random: () => number): ActiveFaults {
  let settings = NO_FAULTS;
  const listeners = new Set<(settings: FaultSettings) => void>();

  const concerns = (subtopic: string): boolean =>
    settings.only === null || settings.only.some((name) => name === subtopic);

  function change(next: FaultSettings): void {
    settings = next;
    for (const listener of listeners) listener(settings);
    // Refusing connections is an act, not a state to keep: whoever listens has begun it.
    settings = { ...settings, refuseConnections: null };
  }

  return {
    current: () => structuredClone(settings),
    set(input) {
      change({ ...settings, ...parseFaults(input) });
    },
    clear() {
      change(NO_FAULTS);
    },
    strike(fault, subtopic) {
      const found: Chance | null = settings[fault];
      if (found === null || !concerns(subtopic) || random() >= found.probability) return null;
      const left = found.times === null ? found : { ...found, times: found.times - 1 };
      settings = { ...settings, [fault]: left.times === 0 ? null : left };
      return found as NonNullable<FaultSettings[typeof fault]>;
    },
    latencyMs(subtopic) {
      const { latency } = settings;
      if (latency === null || !concerns(subtopic)) return 0;
      return latency.minMs + random() * (latency.maxMs - latency.minMs);
    },
    onChange(listener) {
      listeners.add(listener);
    },
  };
}
