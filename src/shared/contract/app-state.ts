import type { CallbackSummary } from '#shared/callbacks/my-callback.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { HeldSetting } from './held-settings.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import type { Preferences } from './preferences.ts';
import type { AskedSecret, SignInView } from './sign-in.ts';
import type { UpdateView } from './update.ts';

/** The views of the main window, beside its list of calls. `settings` lists what is wrong with the settings file. */
export const VIEWS = ['wrapUp', 'outbox', 'history', 'callbacks', 'settings'] as const;
export type ViewName = (typeof VIEWS)[number];

/**
 * Whether this start may connect Afterword to an unknown LCM: no (`closed`), beside the demo at a first start
 * (`offered`), or because the administrator started with `--connect` (`asked`).
 */
export type ConnectDoor = 'closed' | 'offered' | 'asked';

/**
 * The link to LCM. `unreachable` is retried for ever. `refused` means one of two things: LCM refused or its certificate
 * is invalid, which is retried for ever too, but slowly; or the settings name no usable address, which is not retried.
 * `since` is when this state began. `nextTryAt` is when the next try starts, or null if none is waited for. Both are
 * milliseconds since the epoch.
 */
export interface LinkState {
  readonly status: 'connecting' | 'connected' | 'unreachable' | 'refused';
  readonly since: number;
  readonly reason: Reason | null;
  readonly nextTryAt: number | null;
}

/** How many submissions of each state the outbox holds. */
export interface OutboxSummary {
  readonly waiting: number;
  readonly sending: number;
  readonly refused: number;
  readonly held: number;
  /** How many of those held are the agent's and were saved on another computer: where they are sent from is for them to say. */
  readonly elsewhere: number;
  /** When the oldest of them was saved, or null if there are none. */
  readonly oldestAt: number | null;
}

/**
 * The clock of a call's after-call work. Instants are milliseconds since the epoch. Without a limit, `endsAt` and
 * `warnAt` are null. `atEnd` is what the app does at the end. `more` is how often, and by how many seconds, the agent may
 * still extend the limit; null if they may not.
 */
export interface AfterCallView {
  readonly startedAt: number;
  readonly endsAt: number | null;
  readonly warnAt: number | null;
  readonly show: 'up' | 'down';
  readonly atEnd: 'nothing' | 'notify' | 'submit';
  readonly more: { readonly left: number; readonly seconds: number } | null;
}

/** An extension of the after-call limit: who asked for it, and when. `since` is when that after-call work began. */
export interface MoreTime {
  readonly agent: string;
  readonly at: number;
  readonly seconds: number;
  readonly since: number;
}

/**
 * How far the wish to end the after-call work of a call has come. It `waits` until LCM has taken the wrap-up. It was `sent`;
 * `unconfirmed` if neither an error nor the softphone's word came in time. The softphone said that the call is `cleared`.
 * LCM `refused`, or it was `notSent`, for that reason: both can be tried again.
 */
export interface Clearing {
  readonly callId: string;
  readonly state: 'waits' | 'sent' | 'unconfirmed' | 'cleared' | 'refused' | 'notSent';
  /** Why it was not sent, as a code of the reasons, or LCM's words. */
  readonly reason: string | null;
}

/**
 * What a call is doing, more exactly than its phase: the last thing the bus told of it. `cleared`: its after-call work is
 * over too.
 */
export type CallMoment =
  | 'preview'
  | 'ringing'
  | 'talking'
  | 'held'
  | 'conference'
  | 'transferring'
  | 'dropped'
  | 'afterCallWork'
  | 'cleared';

/** A call that the agent must wrap up or has just wrapped up. */
export interface CallView {
  readonly callId: string;
  /**
   * 1 to 9, with which the agent goes to the call by Ctrl+number. The call keeps it as long as it is open. Null if it is
   * done, or nine others have the numbers.
   */
  readonly number: number | null;
  readonly lcmKey: string;
  /** Upper case, such as OUTBOUND, MANUAL, INBOUND. OUTBOUND lists come from page 004, the others from page 003. */
  readonly type: string;
  /** Whom the call is with, if known. */
  readonly contact: string | null;
  /** IANA time zones of the contact and of the campaign, if known. */
  readonly contactZone: string | null;
  readonly campaignZone: string | null;
  readonly origin: 'bus' | 'link' | 'hand';
  readonly phase: 'ringing' | 'talking' | 'ended';
  /** Null if the bus has told nothing of this phase since the start of the app. */
  readonly moment: CallMoment | null;
  /** Its type as the softphone writes it, if nobody has mapped it: then its list of outcomes may be the wrong one. */
  readonly unmappedType: string | null;
  /** LCM no longer lists it after the link was down, so it ended without being told. No limit acts on such an end. */
  readonly endMissed: boolean;
  /**
   * When the bus last told of it, as long as it is not over; null if it has not since the start of the app. In
   * milliseconds since the epoch.
   */
  readonly heardAt: number | null;
  /** A link names another LCM key or type for it. What is known stands until the agent answers. */
  readonly linkSays: { readonly lcmKey: string; readonly type: string } | null;
  readonly openedAt: number;
  /** When after-call work began; null while the call is up. */
  readonly endedAt: number | null;
  /** The bus told every moment of it, and nobody was ever talked to. */
  readonly neverAnswered: boolean;
  /** How often the agent asked for more after-call time, oldest first. */
  readonly moreTime: readonly MoreTime[];
  /** Null while the call is up, and once it is wrapped up. */
  readonly afterCall: AfterCallView | null;
  /** When the wrap-up was submitted; null before. */
  readonly wrappedAt: number | null;
  /**
   * What the agent who is signed in is correcting: the wrap-up that was sent at that instant, or is not sent yet (null). The
   * call stays wrapped up. Null if they correct nothing, and for a call to wrap up.
   */
  readonly correcting: { readonly submissionId: string; readonly sentAt: number | null } | null;
  /** The draft of the agent who is signed in. */
  readonly draft: Draft | null;
  /** Another agent who has begun to wrap it up. Their draft is not shown. */
  readonly draftBy: string | null;
  /** The latest submission, if any. */
  readonly submission: SubmissionView | null;
  /** When LCM announced an outcome for this contact that this desktop did not set. Only a hint. */
  readonly outcomeSetAt: number | null;
}

/**
 * A call whose events name no agent. It is kept apart from the agent's calls until they take it. `contact` is masked:
 * perhaps it is another agent's.
 */
export type OfferedCall = Pick<CallView, 'callId' | 'type' | 'contact' | 'phase' | 'moment' | 'openedAt'>;

/** A call that left the list without a wrap-up. The history shows it. */
export type UnwrappedCall = Pick<CallView, 'callId' | 'lcmKey' | 'type' | 'contact' | 'openedAt'>;

/**
 * A message to the agent that belongs to no single field. Locale files word it under `notice.<code>`. A lasting one states
 * a fact about this desktop: it stands in the status for as long as it is true. Any other is news: the agent reads it once
 * and dismisses it.
 */
export interface Notice {
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly lasting: boolean;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly at: number;
}

/** The state that the screen always shows. The screen asks for it once; then it is sent what changed (`StatePatch`). */
export interface AppState {
  /** Each change adds one. */
  readonly version: number;
  readonly agent: string | null;
  /** The agent whom the settings name; '' if they name none. */
  readonly agentOfSettings: string;
  readonly demo: boolean;
  /** Whether this start may connect to an unknown LCM. */
  readonly connect: ConnectDoor;
  readonly lcmHost: string;
  readonly link: LinkState;
  /** How far LCM's clock is ahead of the machine's, in milliseconds. LCM's clock judges callbacks. */
  readonly lcmAheadMs: number;
  readonly outbox: OutboxSummary;
  readonly callbacks: CallbackSummary;
  /** First the calls to wrap up, in the order in which they came; then those that were just wrapped up, the last one first. */
  readonly calls: CallView[];
  /** Calls that may be the agent's; the newest first. */
  readonly offers: OfferedCall[];
  /** The agent who is signed in at the softphone, unless the same one is signed in here; null if that is not known. */
  readonly softphoneAgent: string | null;
  /** The call of the quick wrap-up: the newest that is not wrapped up. */
  readonly currentCallId: string | null;
  readonly notices: Notice[];
  readonly form: FormSettings;
  /** Whether the settings let the agent end after-call work from here. */
  readonly mayClear: boolean;
  /** The last wish to do so; null if there is none. */
  readonly clearing: Clearing | null;
  /** The settings' keys for the quick wrap-up, in the form of `keysSchema`. */
  readonly quickWrapUpKeys: string;
  /**
   * The region that the operating system is set to, as `formatTags` takes it, such as `und-DE`; null if it tells none. Then
   * the page takes it from its languages.
   */
  readonly region: string | null;
  /** Whether the settings let an installed app start at login. */
  readonly mayStartAtLogin: boolean;
  readonly settingsFaults: number;
  /** Whether a change of the settings waits for the next start. */
  readonly settingsWait: boolean;
  /** What the site has locked of that which an agent could otherwise change. */
  readonly heldSettings: readonly HeldSetting[];
  /** The agent's sign-in at the site's provider; null if the settings name none. */
  readonly signIn: SignInView | null;
  /** The secrets that the key store of this computer is to hold; none if it has no key store. */
  readonly secrets: readonly AskedSecret[];
  /** A newer Afterword; null if the site offers none to this desktop. */
  readonly update: UpdateView | null;
  /** Whether the site is told how long searches take. */
  readonly measures: boolean;
  /** The preferences of the agent who is signed in. */
  readonly preferences: Preferences;
}
