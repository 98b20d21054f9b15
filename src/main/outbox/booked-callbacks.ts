import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Steps } from '#shared/steps/steps.ts';
import type { Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import type { Database } from '#main/database/database.ts';
import { WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { BookedCallback } from '#shared/callback/callback-clash.ts';
import { readField, readId } from '#shared/lcm/json.ts';
import { isPersonalCallback } from '#shared/wrapup/set-call-choice.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import type { SubmissionRow } from './rows.ts';
import type { SubmissionStore } from './store.ts';

/** A callback as the agent's own wrap-up booked it. Instants are milliseconds since the epoch. */
export interface BookedWrapUp extends BookedCallback {
  /** '' if no key at hand opens it; then the comment is '' too. */
  readonly lcmKey: string;
  readonly contactZone: string | null;
  readonly modeId: string | null;
  readonly summary: string;
  readonly comment: string;
  readonly state: SubmissionState;
  readonly updatedAt: number;
}

/** More callbacks than an agent books. The first ones count. */
const MOST = 1_000;
/** How many are read in one step. */
const PAGE = 32;

/** Whether the submission `row` is of these kinds and neither refused, replaced nor discarded. */
const stands = (row: string, kinds = WRAPPING_UP): string =>
  `${row}.kind IN ${kinds} AND ${row}.state NOT IN ('superseded', 'refused', 'discarded')`;

/**
 * Whether the callback of the submission `s` of the call `c` stands: no later wrap-up of the same call, or of the same LCM key,
 * has taken its place. That of another call may have been for its campaign too.
 */
export const STILL_BOOKED = `${stands('s')}
     AND NOT EXISTS (SELECT 1 FROM submissions AS o WHERE o.call_id = s.call_id AND o.seq > s.seq AND ${stands('o')})
     AND NOT EXISTS (SELECT 1 FROM calls AS k JOIN submissions AS o ON o.call_id = k.call_id
       WHERE k.lcm_key_tag = c.lcm_key_tag AND o.seq > s.seq AND ${stands('o')})
     AND NOT EXISTS (SELECT 1 FROM submissions AS o
       WHERE o.campaign_key_tag = c.lcm_key_tag AND o.seq > s.seq AND ${stands('o', "('otherCampaign')")})`;

const BOOKED = `SELECT s.seq, s.id, s.call_id, s.agent, s.call AS lcm_call, s.state, s.callback_at, s.callback_until, s.updated_at,
     s.summary_sealed, s.body_sealed, c.contact_sealed, c.contact_zone
   FROM submissions AS s LEFT JOIN calls AS c ON c.call_id = s.call_id
   WHERE s.callback_at >= ? AND (s.callback_at > ? OR s.seq > ?) AND ${STILL_BOOKED}
   ORDER BY s.callback_at, s.seq LIMIT ${PAGE}`;

interface BookedRow extends Pick<
  SubmissionRow,
  | 'seq'
  | 'id'
  | 'call_id'
  | 'agent'
  | 'lcm_call'
  | 'state'
  | 'callback_at'
  | 'callback_until'
  | 'updated_at'
  | 'summary_sealed'
  | 'body_sealed'
> {
  readonly contact_sealed: Uint8Array | null;
  readonly contact_zone: string | null;
}

type Texts = Pick<BookedWrapUp, 'lcmKey' | 'modeId' | 'summary' | 'comment'>;

/**
 * Reads the callbacks that the viewer's own wrap-ups booked, the first one first. A wrap-up that was superseded, refused or
 * discarded has booked none. One that is held has: the contact was promised a call. LCM has one callback a contact, so the
 * last wrap-up counts, also if it has none, and also if it was set for its campaign from another call. What changes between two
 * steps may be in neither form, or in both.
 *
 * @returns reads those from `since` on, in steps
 */
export function createBookedCallbacks(deps: {
  readonly database: Database;
  readonly store: Pick<SubmissionStore, 'bodyIfReadable' | 'summary'>;
  readonly calls: Pick<CallRows, 'contactOf'>;
  readonly viewer: Viewer;
}): (since: number) => Steps<BookedWrapUp[]> {
  const { database, store, calls, viewer } = deps;
  /** The texts of a submission never change. */
  const opened = new BoundedMap<string, Texts>(MOST);
  /** By call: whom it is with, and the sealed text of that, which changes with it. */
  const contacts = new BoundedMap<string, { sealed: Uint8Array; contact: string | null }>(MOST);

  function contactOf(row: BookedRow): string | null {
    const sealed = row.contact_sealed;
    if (sealed === null) return null;
    const known = contacts.get(row.call_id);
    if (known !== undefined && Buffer.compare(known.sealed, sealed) === 0) return known.contact;
    const contact = calls.contactOf(row);
    contacts.set(row.call_id, { sealed, contact });
    return contact;
  }

  function open(row: BookedRow): Texts {
    const body = store.bodyIfReadable(row);
    return {
      lcmKey: body?.lcmKey ?? '',
      modeId: readId(readField(body?.data, 'CallbackModeID')),
      summary: store.summary(row),
      comment: body?.comment ?? '',
    };
  }

  function booking(row: BookedRow): BookedWrapUp {
    const at = row.callback_at ?? 0;
    return {
      ...opened.getOr(row.id, () => open(row)),
      callId: row.call_id,
      contact: contactOf(row),
      contactZone: row.contact_zone,
      isPersonal: isPersonalCallback(row.lcm_call),
      at,
      until: Math.max(at, row.callback_until ?? at),
      state: row.state,
      updatedAt: row.updated_at,
    };
  }

  return function* read(since) {
    const booked: BookedWrapUp[] = [];
    let [at, seq] = [since, 0];
    for (let count = 0; count < MOST; count += PAGE) {
      const rows = statementsOf(database).all<BookedRow>(BOOKED, at, at, seq);
      for (const row of rows) if (viewer.mayRead(row.agent)) booked.push(booking(row));
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      [at, seq] = [last.callback_at ?? 0, last.seq];
      yield undefined;
    }
    return booked;
  };
}

/** A range that began before this is over, in milliseconds. */
export const LONGEST_RANGE = 31 * 86_400_000;

/**
 * Those that are still to come, without the ones of the contact of this call: LCM keeps one callback for each LCM key, so
 * another would replace them.
 */
export function bookedBeside(
  booked: readonly BookedWrapUp[],
  call: { readonly callId: string; readonly lcmKey: string },
  now: number,
): BookedCallback[] {
  return booked
    .filter(({ callId, lcmKey, until }) => until >= now && callId !== call.callId && lcmKey !== call.lcmKey)
    .map(({ callId, contact, at, until, isPersonal }) => ({ callId, contact, at, until, isPersonal }));
}
