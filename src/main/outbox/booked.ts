import type { Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import type { BookedCallback } from '#shared/callback/callback-clash.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { isPersonalCallback } from '#shared/wrapup/set-call-choice.ts';

interface BookedRow {
  readonly call_id: string;
  readonly agent: string;
  readonly lcm_call: SetCallName;
  readonly callback_at: number;
  readonly callback_until: number;
  readonly contact_sealed: Uint8Array | null;
}

/** At most so many are told: more than an agent can keep. */
const MOST = 1_000;

const STANDS = `state NOT IN ('superseded', 'discarded', 'refused')`;

/**
 * Lists the callbacks that the viewer has booked here and that are still to come, the first one first. Of several wrap-ups of
 * a contact the last one counts, since LCM keeps one callback for each LCM key. So those of the contact of the call that is
 * asked about are left out: another one would replace them.
 */
export function createBooked(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly calls: Pick<CallRows, 'contactOf'>;
  readonly viewer: Viewer;
}): (call: { readonly callId: string; readonly lcmKey: string }, now: number) => BookedCallback[] {
  const { database, cipher, calls, viewer } = deps;
  return ({ callId, lcmKey }, now) => {
    const tags = cipher.fingerprints(lcmKey);
    const rows = database
      .prepare(
        `SELECT s.call_id, s.agent, s.call AS lcm_call, s.callback_at, s.callback_until, c.contact_sealed
         FROM submissions AS s INDEXED BY submissions_with_callback JOIN calls AS c ON c.call_id = s.call_id
         WHERE s.callback_until >= ? AND s.${STANDS} AND s.call_id <> ? AND c.lcm_key_tag NOT IN (${marks(tags)})
           AND NOT EXISTS (SELECT 1 FROM calls AS o JOIN submissions AS l ON l.call_id = o.call_id
             WHERE o.lcm_key_tag = c.lcm_key_tag AND l.seq > s.seq AND l.kind IN ${WRAPPING_UP} AND l.${STANDS})
         ORDER BY s.callback_at LIMIT ${MOST}`,
      )
      .all(now, callId, ...tags) as unknown as BookedRow[];
    return rows
      .filter(({ agent }) => viewer.mayRead(agent))
      .map((row) => ({
        callId: row.call_id,
        contact: calls.contactOf(row),
        from: row.callback_at,
        until: row.callback_until,
        isPersonal: isPersonalCallback(row.lcm_call),
      }));
  };
}
