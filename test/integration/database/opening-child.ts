/** Opens the database in a process of its own, reports the result on stdout, and keeps it open until killed. */
import { writeSync } from 'node:fs';
import { systemClock as clock } from '#main/base/clock.ts';
import { openDatabase } from '#main/database/database.ts';
import { nodeSqlite, packagedSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';

const [path = '', runtime] = process.argv.slice(2);
try {
  const sqlite = runtime === 'packaged' ? packagedSqlite() : (nodeSqlite() ?? packagedSqlite());
  const { database, notices } = openDatabase({ path, log, clock, sqlite });
  writeSync(1, `${JSON.stringify({ opened: true, notices })}\n`);
  // Keeps a reference, or the database would be garbage-collected and closed.
  setInterval(() => database.path, 60_000);
} catch (error) {
  const { name, message } = error as Error;
  writeSync(1, `${JSON.stringify({ opened: false, name, message })}\n`);
}
