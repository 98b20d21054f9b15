import type { Draft } from '#shared/draft/draft.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import type { Preferences } from './preferences.ts';

/** What the main window can show beside its calls. */
export const VIEWS = ['wrapUp', 'outbox', 'history'] as const;
export type ViewName = (typeof VIEWS)[number];

/**
 * The link to LCM. `unreachable` is retried for ever; `refused` means that LCM said no or its certificate does not hold,
 * which is retried for ever too, but slowly, or that the settings name no usable address, which is not. `since` is when
 * this state began and `nextTryAt` when the next try is, in milliseconds since the epoch; null while none is waited for.
 */
export interface LinkState {
  readonly status: 'connecting' | 'connected' | 'unreachable' | 'refused';
  readonly since: number;
  readonly reason: Reason | null;
  readonly nextTryAt: number | null;
}

/** What waits in the outbox, by count. */
export interface OutboxSummary {
  readonly waiting: number;
  readonly sending: number;
  readonly refused: number;
  readonly held: number;
  /** When the oldest of them was saved, or null where nothing waits. */
  readonly oldestAt: number | null;
}

/**
 * The clock of a call's after-call work. Instants are milliseconds since the epoch; `endsAt` and `warnAt` are null where
 * no limit is set. `atEnd` is what is done at the end.
 */
export interface AfterCallView {
  readonly startedAt: number;
  readonly endsAt: number | null;
  readonly warnAt: number | null;
  readonly show: 'up' | 'down';
  readonly atEnd: 'nothing' | 'notify' | 'submit';
}

/** A call that the agent has to wrap up, or has wrapped up a short while ago. */
export interface CallView {
  readonly callId: string;
  readonly lcmKey: string;
  /** Upper case, such as OUTBOUND, MANUAL, INBOUND. OUTBOUND lists come from page 004, the others from page 003. */
  readonly type: string;
  /** Whom it was with, where known. */
  readonly contact: string | null;
  /** IANA time zones of the contact and of the campaign, where known. */
  readonly contactZone: string | null;
  readonly campaignZone: string | null;
  readonly origin: 'bus' | 'link' | 'hand';
  readonly phase: 'ringing' | 'talking' | 'ended';
  readonly openedAt: number;
  /** When after-call work began; null while the call is up. */
  readonly endedAt: number | null;
  /** Null while the call is up, and once it is wrapped up. */
  readonly afterCall: AfterCallView | null;
  /** When it was submitted; null while it waits for its wrap-up. */
  readonly wrappedAt: number | null;
  /** What the agent who is signed in has entered so far. */
  readonly draft: Draft | null;
  /** Another agent who has begun to wrap it up; what they entered stays theirs. */
  readonly draftBy: string | null;
  /** Its latest submission, if any. */
  readonly submission: SubmissionView | null;
  /** When LCM announced that somebody set an outcome for this contact: a hint, no proof. */
  readonly outcomeSetAt: number | null;
}

/** Something the agent has to know that belongs to no single field: `notice.<code>` in the locale files words it. */
export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly at: number;
}

/** Everything the screen shows all the time. Sent whole on every change; it stays small. */
export interface AppState {
  readonly agent: string | null;
  readonly demo: boolean;
  readonly lcmHost: string;
  readonly link: LinkState;
  readonly outbox: OutboxSummary;
  /** Those to wrap up first, newest first; then those wrapped up a short while ago. */
  readonly calls: CallView[];
  /** The call a quick wrap-up is about: the newest that is not wrapped up. */
  readonly currentCallId: string | null;
  readonly notices: Notice[];
  readonly form: FormSettings;
  /** The keys of the quick wrap-up that the settings give, as `keysSchema` has them. */
  readonly quickWrapUpKeys: string;
  /** Of the agent who is signed in. */
  readonly preferences: Preferences;
}
