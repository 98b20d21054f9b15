import { join } from 'node:path';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { openDatabase } from '#main/database/database.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { everybody, OUTBOX_OPTIONS } from './outbox-options.ts';
import { idOf, referenceOf, wrapUpOf } from './wrap-ups.ts';

/**
 * Leaves a database after a clean end that is too large to be checked at once, with `count` wrap-ups that wait.
 *
 * @param callbackIn in how many milliseconds each has a callback; null for none
 */
export function makeLargeStore(folder: string, count: number, callbackIn: number | null = null): void {
  const { database, cipher } = openStore(folder, fileKeyProtector, { clock, log });
  let n = 0;
  const deps = { database, cipher, clock, log, viewer: everybody };
  const calls = createCalls(deps);
  const outbox = createOutbox({
    ...{ ...OUTBOX_OPTIONS, ...deps },
    newId: () => idOf(n),
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  database.transaction(() => {
    for (; n < count; n += 1) {
      calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
      const at = callbackIn === null ? null : clock.now() + callbackIn;
      outbox.submit({ ...wrapUpOf(n, `call-${n}`), callbackAt: at, callbackUntil: at });
    }
  });
  database.close();
  enlarge(folder);
}

/** Makes the database of a folder so large that a thread of its own checks it, and ends cleanly. */
export function enlarge(folder: string): void {
  const { database } = openDatabase({ path: join(folder, 'afterword.db'), clock, log });
  const list = 'INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, 0, 0, ?)';
  database.prepare(list).run(Buffer.from('long'), JSON.stringify(' '.repeat(2 * 1024 * 1024)));
  database.close();
}
