import { databaseMeddled, type DatabaseNotice } from '#main/database/database.ts';
import type { StartedStore } from '#main/database/store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { NoticeLevel, Notices } from './notices.ts';
import type { StateFeed } from './state-feed.ts';

/** Where nothing is lost; all else is an error. */
const LEVELS: Readonly<Record<string, NoticeLevel>> = { keyNotProtected: 'info', databaseMeddled: 'warning' };

/** Tells the agent what the opening of the store found, and from now on if its files are taken away. */
export function tellOfStore(
  { notices: found, database }: Pick<StartedStore, 'notices' | 'database'>,
  notices: Pick<Notices, 'add'>,
): void {
  tell(found, notices);
  database.putBack.on(() => tell([databaseMeddled(database.path)], notices));
}

function tell(found: readonly DatabaseNotice[], notices: Pick<Notices, 'add'>): void {
  for (const { code, params } of found) notices.add(LEVELS[code] ?? 'error', code, params);
}

/**
 * Tells what is found while the core works already. If a rescued database took the place of the damaged one, everything is
 * read again, and what was on its way when the damage was found goes on.
 */
export function followStore(parts: {
  readonly store: Pick<StartedStore, 'follow'>;
  readonly notices: Pick<Notices, 'add'>;
  readonly outbox: Pick<Outbox, 'recoverAgain' | 'changed'>;
  readonly feed: Pick<StateFeed, 'reread'>;
}): void {
  const { store, notices, outbox, feed } = parts;
  void store.follow(({ notices: found, isReplaced }) => {
    tell(found, notices);
    if (!isReplaced) return;
    outbox.recoverAgain();
    feed.reread();
    outbox.changed.emit();
  });
}
