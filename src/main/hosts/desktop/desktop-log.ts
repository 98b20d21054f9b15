import { join } from 'node:path';
import log from 'electron-log/node.js';
import type { Log } from '#main/base/log.ts';

/**
 * The app's log: a file in `logs/` of the data folder, which starts anew at 1 MB and keeps one predecessor. Errors
 * that nobody caught are written there and do not end the app.
 *
 * @param console whether lines also go to the terminal
 */
export function openLog(dataDir: string, console: boolean): Log {
  log.transports.file.resolvePathFn = () => join(dataDir, 'logs', 'afterword.log');
  log.transports.file.maxSize = 1024 * 1024;
  log.transports.console.level = console ? 'warn' : false;
  log.errorHandler.startCatching({ showDialog: false });
  return log;
}
