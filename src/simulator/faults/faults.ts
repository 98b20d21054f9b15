import { z } from 'zod';
import { MALFORMED_KINDS } from './malformed.ts';
import { ODD_EVENTS, type OddEvent } from './odd-events.ts';
import { QUIRKS, type Quirk } from './quirks.ts';
import { REQUESTS } from '../wire/requests.ts';

/**
 * How often a fault strikes: it hits each request with `probability`, until it has struck `times` times (null: no
 * limit). As input, a number means that many times, `true` always, and null never.
 */
export interface Chance {
  readonly times: number | null;
  readonly probability: number;
}
type ChanceInput<Extra = unknown> = null | true | number | (Partial<Chance> & Extra);

/** `cut` ends the transport as a lost link does; `goodbye` is Socket.IO's own disconnect, which is announced. */
type DisconnectBy = 'cut' | 'goodbye';

/** The faults to set. Durations are in milliseconds. */
export interface FaultInput {
  /** Delay before a request is processed. Requests keep the order in which they arrived. */
  latency?: number | { minMs: number; maxMs: number } | null;
  /** The set is applied, but no reply is sent. */
  dropReply?: ChanceInput;
  duplicateReply?: ChanceInput;
  /** The set is applied at once; the reply is sent `afterMs` later. */
  lateReply?: ChanceInput<{ afterMs?: number }>;
  /** The link ends and the set is not applied. */
  disconnectBefore?: ChanceInput<{ by?: DisconnectBy }>;
  /** The set is applied; the link ends before the reply. */
  disconnectAfter?: ChanceInput<{ by?: DisconnectBy }>;
  /** The reply is `success: false`, with this `msg`, or without one if it is null. */
  refuse?: ChanceInput<{ msg?: string | null }>;
  wsError?: ChanceInput<{ errorMessage?: string; msg?: string }>;
  /** The set is applied, but the reply is malformed. */
  malformedReply?: ChanceInput<{ kind?: (typeof MALFORMED_KINDS)[number] | 'any' }>;
  /** The reply differs from the page's sample, but is meant well. */
  quirk?: ChanceInput<{ kind?: Quirk | 'any' }>;
  /** Something is wrong with a call event: it comes twice, out of order, without its LCM key, for nobody and so on. */
  oddEvents?: ChanceInput<{ kind?: OddEvent | 'any' }>;
  /** Subtopics of requests that this LCM does not know: it does not answer them, nor does the ledger have them. */
  quiet?: string[] | null;
  /** Ends every connection now and accepts none for `ms`: `deny` refuses handshakes, `close` stops listening. */
  refuseConnections?: number | { ms: number; how?: 'deny' | 'close' } | null;
  /** Messages of other apps on the same bus, one every `everyMs`. */
  foreignTraffic?: number | { everyMs: number } | null;
  /** Subtopics of the requests that faults may strike; null: all. */
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

const subtopic = z.enum(
  REQUESTS.map((spec) => spec.subtopic),
  'must be the subtopic of a request',
);

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
  quirk: chance({ kind: z.enum(['any', ...QUIRKS]).default('any') }),
  oddEvents: chance({ kind: z.enum(['any', ...ODD_EVENTS]).default('any') }),
  quiet: z.array(subtopic).nullable(),
  refuseConnections: z.preprocess(
    numberAs((ms) => ({ ms })),
    z.strictObject({ ms: duration, how: z.enum(['deny', 'close']).default('deny') }).nullable(),
  ),
  foreignTraffic: z.preprocess(
    numberAs((everyMs) => ({ everyMs })),
    z.strictObject({ everyMs: duration.min(1) }).nullable(),
  ),
  only: z.array(subtopic).nullable(),
});

/** Every fault with all its settings; null if it is not set. `times` counts down as the fault strikes. */
export type FaultSettings = z.output<typeof settingsSchema>;

/** Faults with a chance, which is drawn for each request. */
export type ChanceFault = {
  [K in keyof FaultSettings]: NonNullable<FaultSettings[K]> extends Chance ? K : never;
}[keyof FaultSettings];

export interface Faults {
  current(): FaultSettings;
  /** Replaces the given faults and keeps the others. @throws Error with field and reason; nothing is changed then */
  set(input: FaultInput): void;
  clear(): void;
}

/** The faults as the service sees them. */
export interface ActiveFaults extends Faults {
  /**
   * The settings of `fault` if it strikes this request, else null. A strike is counted.
   *
   * @param subtopic null for what is no request
   */
  strike<F extends ChanceFault>(fault: F, subtopic: string | null): NonNullable<FaultSettings[F]> | null;
  /** Whether this LCM does not know the request. */
  isQuiet(subtopic: string): boolean;
  /** The delay for this request, in milliseconds. */
  latencyMs(subtopic: string): number;
  onChange(listener: (settings: FaultSettings) => void): void;
}

const NO_FAULTS = Object.fromEntries(
  Object.keys(settingsSchema.shape).map((fault) => [fault, null]),
) as FaultSettings;

/**
 * Checks faults that come from outside.
 * @throws Error with one line for each invalid field: its path and what is wrong
 */
export function parseFaults(input: unknown): Partial<FaultSettings> {
  const result = settingsSchema.partial().safeParse(input);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${path.join('.') || 'faults'}: ${message}`);
    throw new Error(lines.join('\n'));
  }
  return Object.fromEntries(Object.entries(result.data).filter(([, value]) => value !== undefined));
}

/** @param random returns a number in [0, 1), as `Math.random` does */
export function createFaults(random: () => number): ActiveFaults {
  let settings = NO_FAULTS;
  const listeners = new Set<(settings: FaultSettings) => void>();

  const mayStrike = (subtopic: string | null): boolean =>
    subtopic === null || settings.only === null || settings.only.some((name) => name === subtopic);

  function change(next: FaultSettings): void {
    settings = next;
    for (const listener of listeners) listener(settings);
    // `refuseConnections` is an action, not a lasting state: the listeners have begun it by now.
    settings = { ...settings, refuseConnections: null };
  }

  return {
    current: () => structuredClone(settings),
    set: (input) => change({ ...settings, ...parseFaults(input) }),
    clear: () => change(NO_FAULTS),
    strike(fault, subtopic) {
      const found: Chance | null = settings[fault];
      if (found === null || !mayStrike(subtopic) || random() >= found.probability) return null;
      const left = found.times === null ? found : { ...found, times: found.times - 1 };
      settings = { ...settings, [fault]: left.times === 0 ? null : left };
      return found as NonNullable<FaultSettings[typeof fault]>;
    },
    isQuiet: (subtopic) => settings.quiet?.some((name) => name === subtopic) ?? false,
    latencyMs(subtopic) {
      const { latency } = settings;
      if (latency === null || !mayStrike(subtopic)) return 0;
      return latency.minMs + random() * (latency.maxMs - latency.minMs);
    },
    onChange: (listener) => listeners.add(listener),
  };
}

/** The kind of a fault that strikes, drawn from all kinds if it is `any`. @param random a number in [0, 1) */
export function kindOf<K extends string>(kind: K | 'any', kinds: readonly [K, ...K[]], random: number): K {
  return kind === 'any' ? (kinds[Math.floor(random * kinds.length)] ?? kinds[0]) : kind;
}
