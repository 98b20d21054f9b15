/**
 * A start of Afterword as far as its data folder is concerned: settles the folder, opens the store in it, and says so. It can be
 * killed before any single change that it makes to the files.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import type { MovingOrders, MovingReport } from './orders.ts';

const { places, killAt, stays } = JSON.parse(process.argv[2] ?? '') as MovingOrders;

/** The calls that change a file, a folder, or what of it is certain to be on disk. */
const CHANGES = [
  ...(['fsyncSync', 'futimesSync', 'mkdirSync', 'renameSync', 'rmSync', 'rmdirSync', 'writeSync'] as const),
  'writeFileSync',
] as const;
const write = fs.writeSync;
let changes = 0;

for (const name of CHANGES) {
  const call = fs[name] as (...values: unknown[]) => unknown;
  Object.assign(fs, {
    [name](...values: unknown[]) {
      changes += 1;
      if (changes === killAt) process.kill(process.pid, 'SIGKILL');
      return call(...values);
    },
  });
}
syncBuiltinESMExports();

// They take the calls as they are now.
const { fileKeyProtector } = await import('#main/database/key-file.ts');
const { openStore } = await import('#main/database/store.ts');
const { settleDataFolder } = await import('#main/moving/settle.ts');

const settled = settleDataFolder(places);
say({ path: settled.path, news: settled.news?.code ?? null });
const { database } = openStore(settled.path, fileKeyProtector, { clock, log });
settled.opened(log);
say({ opened: true, changes });
if (stays) await once(process.stdin.resume(), 'end');
database.close();

function say(report: MovingReport): void {
  write(1, `${JSON.stringify(report)}\n`);
}
