import type { DatabaseNotice } from '#main/database/database.ts';
import type { StartedStore } from '#main/database/store.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { Notices } from './notices.ts';
import type { StateFeed } from './state-feed.ts';

/** Tells the agent what the opening of the store found. */
export function tellOfStore(found: readonly DatabaseNotice[], notices: Pick<Notices, 'add'>): void {
  for (const { code, params } of found)
    notices.add(code === 'keyNotProtected' ? 'info' : 'error', code, params);
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
    tellOfStore(found, notices);
    if (!isReplaced) return;
    outbox.recoverAgain();
    feed.reread();
    outbox.changed.emit();
  });
}
