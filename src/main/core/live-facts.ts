import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { LiveFacts } from '#main/diagnostics/diagnostics.ts';
import type { LinkHistory } from '#main/lcm/link-history.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import type { OutboxFigures } from '#main/outbox/outbox-figures.ts';
import type { AppState } from '#shared/contract/app-state.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What the running core tells support: counts, codes and times. A call is known by what it is, not by whom it is with. */
export function gatherLive(parts: {
  readonly state: AppState;
  readonly linkHistory: LinkHistory;
  readonly session: Pick<LcmSession, 'counts'>;
  readonly database: Pick<Database, 'prepare'>;
  readonly outbox: () => OutboxFigures;
}): LiveFacts {
  const { state, database } = parts;
  const { waiting, sending, refused, held } = state.outbox;
  const { oldestWaitingAt, oldestNeedsPersonAt, unknown, arrived } = parts.outbox();
  return {
    state: {
      practice: state.demo,
      signedIn: state.agent !== null,
      lcm: state.lcmHost,
      lcmAheadMs: state.lcmAheadMs,
      messages: parts.session.counts(),
      outbox: {
        ...{ waiting, sending, refused, held, unknown },
        oldestWaiting: iso(oldestWaitingAt),
        oldestThatNeedsPerson: iso(oldestNeedsPersonAt),
        sinceStart: arrived,
      },
      calls: state.calls.map(
        ({
          type,
          unmappedType,
          origin,
          phase,
          moment,
          endMissed,
          openedAt,
          endedAt,
          wrappedAt,
          submission,
        }) => ({
          ...{ type, unmappedType, origin, phase, moment, endMissed },
          opened: iso(openedAt),
          ended: iso(endedAt),
          wrappedUp: iso(wrappedAt),
          submission: submission?.state ?? null,
        }),
      ),
      offers: state.offers.length,
      callbacks: { due: state.callbacks.due.length, missed: state.callbacks.missed },
      notices: state.notices.map(({ code, level, at }) => ({ code, level, at: iso(at) })),
      preferences: state.preferences,
    },
    link: parts.linkHistory().map(({ status, since, reason }) => ({ status, since: iso(since), reason })),
    reasons: reasonsOf(database),
    rows: rowsOf(database),
  };
}

/** Why submissions are not delivered: codes only. LCM's own words are sealed, and stay so. */
function reasonsOf(database: Pick<Database, 'prepare'>): unknown {
  return statementsOf(database).all(
    `SELECT kind, state, coalesce(reason_code, iif(reason_sealed IS NULL, '', 'words of LCM')) AS reason,
       count(*) AS n, sum(attempts) AS tries FROM submissions WHERE state IN ('queued', 'sending', 'refused', 'held')
     GROUP BY 1, 2, 3`,
  );
}

function rowsOf(database: Pick<Database, 'prepare'>): unknown {
  const tables = ['calls', 'drafts', 'submissions', 'history', 'outcome_lists', 'call_facts'];
  const counts = tables.map((table) => [
    table,
    statementsOf(database).all<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]?.n,
  ]);
  return Object.fromEntries(counts) as unknown;
}
