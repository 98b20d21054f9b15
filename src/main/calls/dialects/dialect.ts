import type { CallMoment } from '#shared/contract/app-state.ts';
import type { MappedType } from './words.ts';

/** A JSON Pointer from the envelope on. Several pointers in a list are texts that belong together, joined by a blank. */
export type Place = string | readonly string[];

/** How one softphone tells of calls on the bus. Where a fact has several places, the first that has it counts. */
export interface Dialect {
  readonly name: string;
  /** Each combination is an envelope of this dialect. Case, blanks, `-` and `_` do not count. */
  readonly channels: readonly string[];
  readonly topics: readonly string[];
  readonly subtopics: readonly string[];
  readonly callId: readonly string[];
  readonly lcmKey: readonly string[];
  /** The softphone's call type. If one of the places says `none`, that counts; else the first that is mapped. */
  readonly type: readonly string[];
  /** What else shows a leg, whatever the type is: a value that stands for `none`. */
  readonly legStatus: readonly string[];
  /** Meanings of call types that differ from the common ones. Its keys are folded. */
  readonly types: ReadonlyMap<string, MappedType>;
  /** If the event has no call type. */
  readonly defaultType: string;
  readonly contact: readonly Place[];
  readonly zone: readonly string[];
  /** Who has the call. */
  readonly agent: readonly string[];
  /** Who takes part in it. The agent may be among them, but other names there do not make it another agent's call. */
  readonly participants: readonly string[];
  readonly event: readonly string[];
  /** By folded event. */
  readonly moments: ReadonlyMap<string, CallMoment>;
  /** Of a leg: the id of the call that it belongs to, or an address that ends in it. */
  readonly partOf: readonly string[];
}

/** The names of a dialect's envelopes, folded, as {@link envelopeKey} makes them. */
export type EnvelopeNames = Pick<Dialect, 'channels' | 'topics' | 'subtopics'>;
