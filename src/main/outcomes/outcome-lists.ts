import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import { readOutcomeRow } from '#shared/lcm/decode.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { inSlices } from '#main/base/steps.ts';
import { within } from '#main/base/within.ts';
import { createAskAgain } from './ask-again.ts';
import { listingSteps, NO_OUTCOMES, type ListedOutcomes } from './listed-outcomes.ts';
import type { CachedOutcomes, OutcomeCache } from './outcome-cache.ts';

/** What decides which list a call has. */
export interface ListSubject {
  readonly callId: string;
  readonly lcmKey: string;
  readonly type: string;
  /**
   * The LCM key is that of the contact in another campaign: its name as LCM has told it, and that of the call's own campaign,
   * null if it is not known.
   */
  readonly other?: Other;
}

interface Other {
  readonly campaignId: string;
  readonly besides: string | null;
}

/** The result of asking LCM for a list. */
export type FetchedList =
  /** `readOutcomeRow` reads each entry. */
  | { readonly ok: true; readonly entries: readonly unknown[] }
  /** `cause` is a code; `reason` is LCM's own text, or null if it gave none. */
  | { readonly ok: false; readonly cause: string; readonly reason: string | null };

/** An outcome list with what it lists. */
export interface KnownList extends Omit<OutcomeList, 'version' | 'count' | 'packed'> {
  readonly outcomes: ListedOutcomes;
  /** Those of `outcomes`. */
  readonly rows: readonly OutcomeRow[];
}

/** Asks LCM: page 004 for outbound calls, page 003 for the others. It must settle and must not throw. */
export type FetchList = (subject: ListSubject) => Promise<FetchedList>;

/**
 * The outcome lists of calls: from the cache at once, then from LCM.
 *
 * The list of a manual or inbound call belongs to its outcome group, which the call type names. The list of an
 * outbound call belongs to its campaign. The LCM key is opaque, so only LCM tells the campaign: by the list, or before it
 * by the mode information. Until then the call gets the last campaign's list, marked as assumed.
 *
 * If LCM was asked for a list and did not give it, or an empty one, it is asked again, with back-off, until the list comes or
 * the call is done.
 */
export interface OutcomeLists {
  /**
   * The list as known now. Its rows are read when they are asked for. With `refresh`, LCM is asked too, or only if no list of the
   * call's own is known; `changed` tells when the list changed.
   */
  list(subject: ListSubject, refresh: boolean | 'unlessKnown'): KnownList;
  /**
   * The screen is about to show this call. If it would have no list to show, LCM is asked at once, and not once more when the
   * screen asks.
   *
   * @returns whether LCM was asked
   */
  expect(subject: ListSubject): boolean;
  /** Resolves once LCM has answered for the list, if it is being asked, or after so many milliseconds. Never rejects. */
  answered(subject: ListSubject, patienceMs: number): Promise<void>;
  /**
   * The call's campaign, if LCM named one with its list or its mode information; else null. Cheap: each group's list is
   * read at most once.
   */
  campaign(subject: ListSubject): string | null;
  /** LCM named a call's campaign without its list: the call has that campaign's list from now on. */
  campaignTold(callId: string): void;
  /**
   * The campaign or outcome group of a call, as the key for data kept by campaign. Assumed in the same cases as in
   * `list`.
   */
  campaignKey(subject: ListSubject): string;
  /** The key of a list that changed, or whose refresh began or ended. */
  readonly changed: Signal<string>;
  /** The link is up: what could not be asked for without it is asked for. */
  connected(): void;
  /** Asks for nothing any more by itself, and writes what is not written yet. */
  stop(): void;
}

/** Causes after which to ask again is of no use: the session is closed, or LCM cannot be asked for such a call. */
const FINAL_CAUSES: ReadonlySet<string> = new Set<ReasonCode>(['closed', 'far-too-long', 'no-call-id']);

/** These are asked again on the next link only: the question was not sent, or its answer would be too long again. */
const NEXT_LINK_CAUSES: ReadonlySet<string> = new Set<ReasonCode>(['not-connected', 'too-long']);

/** By then a screen has asked for the list of a call that it was about to show, in milliseconds. */
const AHEAD_MS = 5_000;

const OUTBOUND = 'OUTBOUND';
const CAMPAIGN = 'campaign:';
/** The list of the campaign that LCM answered for last. */
const LAST_CAMPAIGN = 'last-campaign';

export function createOutcomeLists(deps: {
  readonly cache: OutcomeCache;
  /** The campaign that LCM named for a call without its list. */
  readonly toldCampaign?: (subject: ListSubject) => string | null;
  readonly fetch: FetchList;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Whether the call is still to be wrapped up. */
  readonly isOpen: (callId: string) => boolean;
}): OutcomeLists {
  const { cache, fetch, clock, random, isOpen, toldCampaign = () => null } = deps;
  const changed = createSignal<string>();
  /** The questions under way, by the list's key. */
  const refreshing = new Map<string, Promise<void>>();
  /** When LCM was asked for a list before the screen has: a monotonic instant, by the list's key. */
  const ahead = new Map<string, number>();
  const failures = new Map<string, string>();
  /** The cache key of each outbound call's campaign, by call id, once LCM has answered. */
  const campaigns = new Map<string, string>();
  /** The campaign of the list under LAST_CAMPAIGN; null until it is read. */
  let lastCampaign: string | null = null;

  /** The campaign named in each group's list, by the list's key. */
  const groupCampaigns = new Map<string, string | null>();

  const again = createAskAgain<ListSubject>({
    clock,
    ...(random && { random }),
    isWanted: ({ callId }) => isOpen(callId),
    ask: refresh,
  });

  function refresh(key: string, subject: ListSubject): Promise<void> {
    const asked = refreshing.get(key) ?? askLcm(key, subject);
    refreshing.set(key, asked);
    return asked;
  }

  function wasAskedAhead(key: string): boolean {
    const at = ahead.get(key) ?? -Infinity;
    ahead.delete(key);
    return clock.monotonic() - at < AHEAD_MS;
  }

  async function askLcm(key: string, subject: ListSubject): Promise<void> {
    const answer = await fetch(subject);
    const fetched = answer.ok ? await cachedOf(answer.entries) : null;
    refreshing.delete(key);
    if (fetched !== null && subject.other !== undefined) {
      failures.delete(key);
      if (isOfOther(fetched.outcomes.campaign, subject.other)) {
        again.settled(key);
        keep(CAMPAIGN + subject.other.campaignId, fetched);
      } else again.failed(key, subject);
    } else if (fetched !== null) {
      const isEmpty = fetched.outcomes.count === 0;
      // LCM may not have read the campaign yet. An agent without a list can say nothing but a telephony outcome.
      if (isEmpty) again.failed(key, subject);
      else again.settled(key);
      failures.delete(key);
      const told = toldCampaign(subject);
      const named = fetched.outcomes.campaign ?? told;
      const stored = subject.type === OUTBOUND ? CAMPAIGN + (named ?? '') : key;
      if (subject.type === OUTBOUND) campaigns.set(subject.callId, stored);
      keep(stored, fetched);
      if (subject.type === OUTBOUND) {
        // Its rows may name it otherwise. The next call finds the list by the name that LCM tells first.
        if (told !== null && told !== named) keep(CAMPAIGN + told, fetched, stored);
        if (!isEmpty) {
          keep(LAST_CAMPAIGN, fetched, stored);
          lastCampaign = stored;
        }
      } else groupCampaigns.set(key, fetched.outcomes.campaign);
    } else if (!answer.ok) {
      failures.set(key, answer.reason ?? answer.cause);
      if (FINAL_CAUSES.has(answer.cause)) again.settled(key);
      else if (NEXT_LINK_CAUSES.has(answer.cause)) again.unasked(key, subject);
      else again.failed(key, subject);
    }
    changed.emit(key);
  }

  async function cachedOf(entries: readonly unknown[]): Promise<CachedOutcomes> {
    return { ...(await inSlices(listingSteps(entries, readOutcomeRow))), fetchedAt: clock.now() };
  }

  /**
   * LCM's answer is mostly the known list. Then that stays, with what was made of its rows.
   *
   * @param under the key under which the list is kept already
   */
  function keep(key: string, fetched: CachedOutcomes, under = key): void {
    const known = cache.get(key)?.outcomes;
    const outcomes = known?.version === fetched.outcomes.version ? known : fetched.outcomes;
    cache.put(key, { ...fetched, outcomes }, under);
  }

  function known(subject: ListSubject): { list: CachedOutcomes | null; assumed: boolean } {
    if (subject.other !== undefined)
      return { list: cache.get(CAMPAIGN + subject.other.campaignId), assumed: false };
    if (subject.type !== OUTBOUND) return { list: cache.get(keyOf(subject)), assumed: false };
    const campaign = campaignKeyOf(subject);
    if (campaign !== undefined) return { list: cache.get(campaign), assumed: false };
    const list = cache.get(LAST_CAMPAIGN);
    lastCampaign = listKeyOfCampaign(list);
    return { list, assumed: true };
  }

  /** The key of the list of an outbound call's campaign, if LCM has named it. */
  function campaignKeyOf(subject: ListSubject): string | undefined {
    const asked = campaigns.get(subject.callId);
    if (asked !== undefined) return asked;
    const told = toldCampaign(subject);
    return told === null ? undefined : CAMPAIGN + told;
  }

  function campaignOfGroup(key: string): string | null {
    const named = groupCampaigns.get(key);
    if (named !== undefined) return named;
    const read = cache.get(key)?.outcomes.campaign ?? null;
    groupCampaigns.set(key, read);
    return read;
  }

  function campaign(subject: ListSubject): string | null {
    if (subject.other !== undefined) return subject.other.campaignId;
    if (subject.type !== OUTBOUND) return toldCampaign(subject) ?? campaignOfGroup(keyOf(subject));
    const named = campaignKeyOf(subject)?.slice(CAMPAIGN.length) ?? '';
    return named === '' ? null : named;
  }

  return {
    changed,
    campaign,
    campaignTold: (callId) => changed.emit(`call:${callId}`),
    campaignKey(subject) {
      if (subject.type !== OUTBOUND) return keyOf(subject);
      const named = campaignKeyOf(subject);
      if (named === undefined && lastCampaign === null) known(subject);
      return named ?? lastCampaign ?? listKeyOfCampaign(null);
    },
    list(subject, wanted) {
      const key = keyOf(subject);
      const { list, assumed } = known(subject);
      const isDue = wanted === 'unlessKnown' ? list === null || assumed : wanted && !wasAskedAhead(key);
      if (isDue) void refresh(key, subject);
      const outcomes = list?.outcomes ?? NO_OUTCOMES;
      return {
        listKey: key,
        outcomes,
        get rows() {
          return outcomes.rows();
        },
        fetchedAt: list?.fetchedAt ?? null,
        refreshing: refreshing.has(key),
        assumed: assumed && list !== null,
        campaign: campaign(subject),
        failure: failures.get(key) ?? null,
        ignored: list?.ignored ?? 0,
      };
    },
    expect(subject) {
      const key = keyOf(subject);
      if (refreshing.has(key) || known(subject).list !== null) return false;
      ahead.set(key, clock.monotonic());
      void refresh(key, subject);
      return true;
    },
    answered: (subject, patienceMs) =>
      within(clock, patienceMs, Promise.resolve(refreshing.get(keyOf(subject))), () => {}),
    connected: () => again.connected(),
    stop() {
      again.stop();
      cache.stop();
    },
  };
}

/**
 * Whether rows that name this campaign can be those of the other campaign. The reply to the question about the call's own campaign has the same call
 * id, and may be late. LCM's rows may name a campaign otherwise than LCM did before, so another name is believed, but only if
 * it is certainly not that of the call's own.
 */
function isOfOther(named: string | null, { campaignId, besides }: Other): boolean {
  return named === null || named === campaignId || (besides !== null && named !== besides);
}

/**
 * The list's name for the screen. Each outbound call has its own, and so has each other campaign; the others share their
 * group's.
 */
function keyOf(subject: ListSubject): string {
  if (subject.other !== undefined) return `other:${subject.other.campaignId}`;
  return subject.type === OUTBOUND ? `call:${subject.callId}` : `group:${subject.type}`;
}

function listKeyOfCampaign(list: CachedOutcomes | null): string {
  return CAMPAIGN + (list?.outcomes.campaign ?? '');
}
