import type { Clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { NotFoundError, NotSavedError } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { errorWords } from '#main/base/error-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { CallView, MoreTime, OfferedCall, UnwrappedCall } from '#shared/contract/app-state.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import type { Draft } from '#shared/draft/draft.ts';
import { softphoneSays } from './call-event.ts';
import { createCallRows, type CallRow } from './call-rows.ts';
import type { OwnDraft } from './draft-rows.ts';
import { readMoreTime } from './more-time.ts';
import { offeredCall } from './offered-call.ts';
import type { NamedCall } from './named-call.ts';
import { createOutcomeHints, createOwnAnnouncements } from './outcome-hints.ts';
import { createToldCalls, DEFAULT_TYPE, type ToldCalls } from './told-calls.ts';

/** A call as the core keeps it. The outbox adds the latest submission, the after-call limits the clock, the list its number. */
export type CallRecord = Omit<CallView, 'submission' | 'afterCall' | 'number'>;

/** The same without what is read or decrypted only to show the call: enough to ask LCM about it. */
export type CallSummary = Omit<CallRecord, 'contact' | 'draft' | 'draftBy'>;

/** A call and the order in which it came. */
export interface FoundCall {
  readonly seq: number;
  readonly record: CallRecord;
}

/** What `CallRecord.draft` is from now on. */
export type SavedDraft = Pick<CallRecord, 'callId' | 'draft'>;

type Phase = CallRecord['phase'];
/** What a link says about a known call. */
type LinkClaim = NamedCall & { readonly type: string };

/**
 * The calls to wrap up, their drafts, and the calls wrapped up last. When a method returns, its change is on disk,
 * except for announced outcomes, which are only hints.
 */
export interface Calls {
  /**
   * Puts a call on the list. A known call keeps its draft. A call that was wrapped up or closed comes back if a link
   * or the agent asks for it; a correction of it goes on instead. Only the bus changes the phase of a known call. An
   * offered call is the agent's from now on.
   *
   * A known call keeps its LCM key and type until the agent says otherwise. If a link contradicts them, the agent is
   * asked ({@link answerLink}); the question is kept in memory only.
   *
   * @returns the call; its id is another one if a softphone told of the named id as one of a call on the list
   * @param phase for a call that is new, or from the `bus`: as if one softphone had told it ({@link hear})
   * @throws NotSavedError
   */
  open(call: NamedCall, origin: CallRecord['origin'], phase: Phase | null): CallRecord;
  /**
   * The bus tells of a call. It does not bring back a call that was wrapped up or closed, and changes neither its LCM key
   * nor its type.
   */
  readonly hear: ToldCalls['hear'];
  readonly takeListed: ToldCalls['takeListed'];
  /** Calls whose events name nobody, newest first. They are not among the others until the agent takes them. */
  offers(): OfferedCall[];
  /**
   * The agent answers whether an offered call is theirs. Does nothing if it is not offered any more.
   *
   * @throws NotSavedError
   */
  answerOffer(callId: string, take: boolean): void;
  /**
   * The agent answers whether the call is what the link said. Does nothing if that is not the question any more: another
   * link may just have said something else.
   *
   * @throws NotFoundError if the call is not on the list, NotSavedError
   */
  answerLink(asked: Pick<CallRecord, 'callId' | 'lcmKey' | 'type'>, take: boolean): void;
  /**
   * The agent says that the call is over, whatever the bus has told.
   *
   * @throws NotFoundError if the call is not on the list, NotSavedError
   */
  end(callId: string): void;
  /** Takes a call off the list and deletes the viewer's draft. */
  close(callId: string): void;
  /**
   * Takes calls off the list that ended before that instant, if nobody has entered anything for them. If a draft of one
   * comes after all, the call is back.
   *
   * @returns how many, at most `limit`
   * @throws NotSavedError
   */
  retire(before: number, limit: number): number;
  /** Calls that left the list without a wrap-up; the one that left last comes first. */
  notWrappedUp(limit: number): UnwrappedCall[];
  /**
   * Does nothing for a call that is wrapped up and not being corrected: a draft that arrives after the submission must not
   * bring the call back.
   *
   * @throws NotFoundError if the call is not on the list, NotSavedError
   */
  saveDraft(callId: string, draft: Draft): void;
  /** Notes an extension of the call's after-call limit. @throws NotFoundError if the call is not on the list, NotSavedError */
  addMoreTime(callId: string, more: MoreTime): void;
  /** The link was lost: what a call does meanwhile is not told. */
  readonly linkLost: () => void;
  get(callId: string): CallRecord | null;
  /** The same without its drafts, which need not be opened for it. */
  summary(callId: string): CallSummary | null;
  /** The same, with what orders calls that were opened at the same instant: the later one has the higher `seq`. */
  find(callId: string): FoundCall | null;
  /** @throws NotFoundError if the call is not on the list */
  known(callId: string): CallRecord;
  /** The calls to wrap up, newest first; then the 20 wrapped up last. Reads all of them from the database. */
  list(): CallSummary[];
  /** Their ids: those to wrap up, and those wrapped up last. */
  toWrapUp(): string[];
  /** Which of these are to be wrapped up. */
  toWrapUpAmong(callIds: readonly string[]): string[];
  /** Whether another call than this one is to be wrapped up. */
  hasOthersThan(callId: string): boolean;
  latelyWrapped(): string[];
  /** LCM told the time zone of the call's campaign. Only a help: unknown calls are ignored, and this never throws. */
  noteCampaignZone(callId: string, zone: string): void;
  /** LCM announced an outcome for this LCM key. Ignored if this desktop set it. `at`: milliseconds since the epoch. */
  noteOutcomeSet(lcmKey: string, at: number): void;
  /** Writes what is not on disk yet. Call before the database is closed. */
  stop(): void;
  /** The id of a call that was opened, changed or closed. */
  readonly changed: Signal<string>;
  /** The viewer's draft of a call is another one on disk, and nothing else of the call is. */
  readonly drafted: Signal<SavedDraft>;
  /** A call was taken off the list, so nothing has to wait for its wrap-up any more. */
  readonly closed: Signal<string>;
}

const LATELY_WRAPPED = 20;

export function createCalls(deps: {
  database: Database;
  cipher: Cipher;
  clock: Clock;
  log: Log;
  /** Whose drafts are shown and written. By default agents are not told apart. */
  viewer: Viewer;
}): Calls {
  const { database, clock, log } = deps;
  const rows = createCallRows(database, deps.cipher, deps.viewer);
  const complain = (error: unknown): void => {
    log.error('A listener of the calls failed', { cause: errorWords(error) });
  };
  const hints = createOutcomeHints(
    (unwritten) => {
      database.transaction(() => {
        for (const [callId, at] of unwritten) rows.noteOutcomeSet(callId, at);
      });
    },
    clock,
    log,
  );
  const isOwnAnnouncement = createOwnAnnouncements((lcmKey, since) => rows.triesFor(lcmKey, since));
  /** Calls that were retired in this run. A screen may still have had words for them that were not saved yet. */
  const retired = new Set<string>();
  const changed = createSignal<string>(complain);
  const drafted = createSignal<SavedDraft>(complain);
  const closed = createSignal<string>(complain);
  /** What a link said about a call, by call id, where it contradicts what is known. */
  const claims = new Map<string, LinkClaim>();
  const tellChanged = (callId: string): void => changed.emit(callId);
  const told = createToldCalls({ database, rows, changed: tellChanged, clock, log });

  function readDraft(own: OwnDraft | null): Draft | null {
    if (own === null) return null;
    const draft = draftSchema.safeParse(JSON.parse(own.text));
    if (!draft.success) log.warn('A draft has a form that is not known; it is left as it is');
    return draft.success ? draft.data : null;
  }

  const correctionOf = (row: CallRow, own?: OwnDraft | null): CallRecord['correcting'] =>
    row.wrapped_at === null
      ? null
      : ((own === undefined ? rows.drafts.own(row.call_id) : own)?.correcting ?? null);

  /** Null if the LCM key cannot be read: without it the call cannot be wrapped up. @param own the viewer's draft, if it was read */
  function toSummary(row: CallRow, own?: OwnDraft | null): CallSummary | null {
    const lcmKey = rows.keyOf(row);
    if (lcmKey === null) return null;
    const claim = row.wrapped_at === null ? claims.get(row.call_id) : undefined;
    return {
      callId: row.call_id,
      lcmKey,
      type: row.type,
      contactZone: row.contact_zone,
      campaignZone: row.campaign_zone,
      origin: row.origin,
      phase: row.phase,
      moment: told.momentOf(row),
      unmappedType: row.unmapped_type,
      endMissed: row.end_missed_at !== null,
      heardAt: row.phase === 'ended' ? null : told.toldAt(row.call_id),
      linkSays: claim === undefined ? null : { lcmKey: claim.lcmKey, type: claim.type },
      openedAt: row.opened_at,
      endedAt: row.ended_at,
      neverAnswered: row.never_answered === 1,
      moreTime: readMoreTime(row.more_time),
      wrappedAt: row.wrapped_at,
      correcting: correctionOf(row, own),
      outcomeSetAt: hints.unwritten(row.call_id) ?? row.outcome_set_at,
    };
  }

  function toRecord(row: CallRow): CallRecord | null {
    const { own, otherAuthor: draftBy } = rows.drafts.ofCall(row.call_id);
    const summary = toSummary(row, own);
    return summary && { ...summary, contact: rows.contactOf(row), draft: readDraft(own), draftBy };
  }

  function onList(callId: string): CallRow | null {
    const row = rows.find(callId);
    return row?.closed_at === null && row.offered_at === null ? row : null;
  }

  function find(callId: string): FoundCall | null {
    const row = onList(callId);
    const record = row && toRecord(row);
    return row && record && { seq: row.seq, record };
  }

  const get = (callId: string): CallRecord | null => find(callId)?.record ?? null;

  /** @returns what a link says otherwise, for the agent to answer; null if nothing is to be asked */
  function update(existing: CallRow, said: NamedCall, origin: 'link' | 'hand'): LinkClaim | null {
    const { call_id: callId } = existing;
    const known = rows.keyOf(existing);
    const type = said.type ?? existing.type;
    const agrees = known === said.lcmKey && type === existing.type;
    if (existing.offered_at !== null) rows.take(callId, clock.now());
    if (correctionOf(existing) === null) rows.bringBack(callId, clock.now());
    if (known === null || (origin === 'hand' && !agrees)) rows.rename(callId, said.lcmKey, type);
    // Another key may mean another contact.
    if (origin === 'hand' || known === said.lcmKey) rows.takeContact(existing, said, origin === 'link');
    return origin === 'link' && known !== null && !agrees ? { ...said, type } : null;
  }

  function openNamed(said: NamedCall, origin: 'link' | 'hand', phase: Phase): void {
    const { callId, lcmKey } = said;
    const now = clock.now();
    const claim = database.transaction(() => {
      const existing = rows.find(callId);
      if (existing !== null) return update(existing, said, origin);
      rows.insert({
        callId,
        lcmKey,
        contact: said.contact ?? null,
        contactZone: said.zone ?? null,
        type: said.type ?? DEFAULT_TYPE,
        origin,
        phase,
        openedAt: now,
        endedAt: phase === 'ended' ? now : null,
      });
      return null;
    });
    if (claim === null) claims.delete(callId);
    else claims.set(callId, claim);
    changed.emit(callId);
  }

  return {
    changed,
    drafted,
    closed,
    open(named, origin, phase) {
      const said = { ...named, callId: told.idOf(named.callId) };
      if (origin === 'bus') told.hear(softphoneSays(said, phase));
      else openNamed(said, origin, phase ?? 'ringing');
      const row = rows.find(said.callId);
      const record = row && toRecord(row);
      if (record === null) throw notOnList(said.callId);
      return record;
    },
    hear: told.hear,
    takeListed: told.takeListed,
    offers: () => rows.offered().map((row) => offeredCall(row, rows.contactOf(row), told.momentOf(row))),
    answerOffer(callId, take) {
      if ((rows.find(callId)?.offered_at ?? null) === null) return;
      if (!take) {
        told.refuse(callId);
        return;
      }
      database.transaction(() => rows.take(callId, clock.now()));
      changed.emit(callId);
    },
    answerLink({ callId, lcmKey, type }, take) {
      const row = onList(callId);
      if (row === null) throw notOnList(callId);
      const claim = claims.get(callId);
      if (claim?.lcmKey !== lcmKey || claim.type !== type) return;
      if (take) {
        database.transaction(() => {
          rows.rename(callId, claim.lcmKey, claim.type);
          rows.takeContact(row, claim, false);
        });
      }
      claims.delete(callId);
      changed.emit(callId);
    },
    end(callId) {
      const row = onList(callId);
      if (row === null) throw notOnList(callId);
      if (row.phase === 'ended') return;
      database.transaction(() => rows.setPhase(callId, 'ended', clock.now()));
      changed.emit(callId);
    },
    close(callId) {
      if (onList(callId) === null) return;
      database.transaction(() => rows.close(callId, clock.now()));
      claims.delete(callId);
      retired.delete(callId);
      closed.emit(callId);
      changed.emit(callId);
    },
    retire(before, limit) {
      for (const row of rows.offered())
        if (Math.max(row.opened_at, row.ended_at ?? 0) < before) told.dropOffer(row.call_id);
      const abandoned = rows.abandoned(before, limit);
      if (abandoned.length === 0) return 0;
      database.transaction(() => {
        for (const callId of abandoned) rows.close(callId, clock.now());
      });
      // They have no open submission that could wait for them, so they are not told as closed.
      for (const callId of abandoned) {
        claims.delete(callId);
        retired.add(callId);
        changed.emit(callId);
      }
      return abandoned.length;
    },
    notWrappedUp: (limit) =>
      rows.notWrappedUp(limit).flatMap((row) => {
        const record = toRecord(row);
        if (record === null) return [];
        const { callId, lcmKey, type, contact, openedAt } = record;
        return [{ callId, lcmKey, type, contact, openedAt }];
      }),
    saveDraft(callId, draft) {
      const row = onList(callId);
      if (row !== null && row.wrapped_at !== null && correctionOf(row) === null) return;
      const isBack = row === null && retired.has(callId);
      if (row === null && !isBack) throw notOnList(callId);
      const saved = database.transaction(() => {
        if (isBack) rows.bringBack(callId, clock.now());
        return rows.drafts.save(callId, draft);
      });
      if (isBack) changed.emit(callId);
      else drafted.emit({ callId, draft: saved });
    },
    addMoreTime(callId, more) {
      const row = onList(callId);
      if (row === null) throw notOnList(callId);
      database.transaction(() => rows.setMoreTime(callId, [...readMoreTime(row.more_time), more]));
      changed.emit(callId);
    },
    linkLost: told.linkLost,
    get,
    summary(callId) {
      const row = onList(callId);
      return row && toSummary(row);
    },
    find,
    known(callId) {
      const call = get(callId);
      if (call === null) throw notOnList(callId);
      return call;
    },
    list() {
      const summaries = [...rows.toWrapUp(), ...rows.wrapped(LATELY_WRAPPED)].map((row) => toSummary(row));
      return summaries.filter((summary) => summary !== null);
    },
    toWrapUp: () => rows.toWrapUp().map((row) => row.call_id),
    toWrapUpAmong: (callIds) => rows.toWrapUpAmong(callIds),
    hasOthersThan: (callId) => rows.hasOthersThan(callId),
    latelyWrapped: () => rows.wrapped(LATELY_WRAPPED).map((row) => row.call_id),
    noteCampaignZone(callId, zone) {
      const row = onList(callId);
      if (row === null || row.campaign_zone === zone) return;
      try {
        database.transaction(() => rows.setCampaignZone(callId, zone));
      } catch (error) {
        if (!(error instanceof NotSavedError)) throw error;
        log.warn('A campaign’s time zone cannot be kept', { cause: error.reason });
        return;
      }
      changed.emit(callId);
    },
    noteOutcomeSet(lcmKey, at) {
      const callIds = rows.withLcmKey(lcmKey);
      if (callIds.length === 0 || isOwnAnnouncement(lcmKey, at)) return;
      hints.note(callIds, at);
      for (const callId of callIds) changed.emit(callId);
    },
    stop: () => hints.stop(),
  };
}

function notOnList(callId: string): NotFoundError {
  return new NotFoundError(`Call ${callId} is not on the list`, reason('noCall', { call: callId }));
}
