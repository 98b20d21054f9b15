import type { Reason } from '#shared/reasons/reason.ts';
import type { LinkState } from './app-state.ts';
import type { CheckStep } from './connection-check.ts';

/** The name under which the settings are saved, wherever the administrator saves them. */
export const SETTINGS_FILE_NAME = 'settings.json';

/** The command-line switch that opens Connect, without its dashes. */
export const CONNECT_SWITCH = 'connect';

/** What a member of an event can be, in the order in which the screen lists them. A call needs the first three. */
export const CALL_ROLES = ['callId', 'lcmKey', 'phase', 'type', 'contact', 'agent', 'zone'] as const;
export type CallRole = (typeof CALL_ROLES)[number];
export const NEEDED_ROLES = ['callId', 'lcmKey', 'phase'] as const satisfies readonly CallRole[];

export const PHASE_MEANINGS = ['ringing', 'talking', 'ended', 'ignore'] as const;
export type PhaseMeaning = (typeof PHASE_MEANINGS)[number];

/** `none`: a call of that type gets no wrap-up. */
export const TYPE_MEANINGS = ['OUTBOUND', 'MANUAL', 'INBOUND', 'none'] as const;
export type TypeMeaning = (typeof TYPE_MEANINGS)[number];

/** What the administrator says about the events of one channel, topic and subtopic. Pointers are JSON Pointers (RFC 6901). */
export interface EventMeaning {
  readonly groupId: string;
  readonly roles: Readonly<Partial<Record<CallRole, string>>>;
  /** The meaning of each value of the phase and of the type, as `[value, meaning]`. A value without one is ignored. */
  readonly phases: [string, PhaseMeaning][];
  readonly types: [string, TypeMeaning][];
}

/** The address as the screen may show it. Secrets are named, never told. */
export interface ShownAddress {
  readonly url: string;
  readonly path: string;
  readonly namespace: string;
  readonly eventName: string;
  readonly caFile: string;
  /** Without its user and password. */
  readonly proxy: string;
  readonly proxyHasPassword: boolean;
  readonly auth: readonly string[];
  readonly headers: readonly string[];
}

/** What is wrong with an address: where, as in the settings file (`lcm.url`), and why. */
export interface AddressFault {
  readonly path: string;
  readonly reason: Reason;
}

/** The events of one channel, topic and subtopic. */
export interface BusGroup {
  readonly id: string;
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
  /** The softphone whose documented event this is: nothing has to be mapped; null if it is no such event. */
  readonly dialect: string | null;
}

/** What came off the bus since the link was opened. All of it is bounded. */
export interface BusSummary {
  readonly groups: readonly BusGroup[];
  readonly total: number;
  readonly perSecond: number;
  /** Envelopes of groups beyond the bound: they are counted only. */
  readonly beyond: number;
  /** Messages that are no envelopes. */
  readonly unreadable: number;
  /** Events with another name than the agreed one. */
  readonly otherEvents: readonly { readonly name: string; readonly count: number }[];
}

/** What Connect has found so far. */
export interface ConnectStatus {
  readonly address: ShownAddress | null;
  readonly steps: readonly CheckStep[];
  /** Null while the check runs, and before the first. */
  readonly passed: boolean | null;
  readonly link: LinkState | null;
  readonly bus: BusSummary;
}

/** One member of the events of a group. The values stay in the core until they are asked for. */
export interface BusMember {
  readonly pointer: string;
  readonly name: string;
  readonly depth: number;
  readonly kind: 'group' | 'list' | 'text' | 'number' | 'flag' | 'nothing';
  /** Characters of the latest text, or entries of the latest list or group. */
  readonly size: number;
}

/** The values of a member; `more` if there were too many different ones to keep. */
export interface MemberValues {
  readonly latest: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly more: boolean;
}

/** The call that the latest event would put on the list. The key and the contact are masked unless asked for. */
export interface CallPreview {
  readonly callId: string;
  readonly lcmKey: string;
  readonly contact: string | null;
  readonly agent: string | null;
  readonly type: string;
  readonly phase: 'ringing' | 'talking' | 'ended' | null;
  /** The page that lists its outcomes. */
  readonly list: '004' | '003';
}

export type PreviewAnswer =
  { readonly call: CallPreview; readonly problem: null } | { readonly call: null; readonly problem: Reason };

/** The first outcomes of a list that was tried. */
export type TriedList =
  | {
      readonly rows: readonly { readonly id: string; readonly name: string }[];
      readonly total: number;
      readonly problem: null;
    }
  | { readonly rows: readonly never[]; readonly total: 0; readonly problem: Reason };

/** The settings file that comes of it. */
export interface SettingsDraft {
  readonly text: string;
  /** The settings that hold secrets, which are not in the text, such as `lcm.auth.token`. */
  readonly leftOut: readonly string[];
  /** The settings of the text that the site has locked: there they would have no effect. */
  readonly held: readonly string[];
  /** Where settings live on this machine. */
  readonly path: string;
  /** Whether there is no settings file yet, and nothing in the text is locked. */
  readonly canWrite: boolean;
}
