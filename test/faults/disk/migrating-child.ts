/** Opens a database, which migrates it. Reports right before it begins, and ends when it is done. */
import { writeSync } from 'node:fs';
import { systemClock as clock } from '#main/base/clock.ts';
import { openDatabase } from '#main/database/database.ts';
import { silentLog as log } from '#main/base/log.ts';

const [path = ''] = process.argv.slice(2);
writeSync(1, 'beginning\n');
openDatabase({ path, log, clock }).database.close();
