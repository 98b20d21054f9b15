import { join } from 'node:path';
import log from 'electron-log/node.js';
import { summingLog, type Log } from '#main/base/log.ts';

/**
 * The log of a host: a file in `logs/` of the data folder. At 1 MB a new file is begun and one old file is kept.
 * Repeats are summed. Uncaught errors and rejections are logged there and do not end the process.
 *
 * @param console whether lines also go to the terminal
 */
export function openLog(dataDir: string, console: boolean): Log {
  log.transports.file.resolvePathFn = () => join(dataDir, 'logs', 'afterword.log');
  log.transports.file.maxSize = 1024 * 1024;
  log.transports.console.level = console ? 'warn' : false;
  const summing = summingLog(log);
  log.errorHandler.startCatching({
    showDialog: false,
    onError({ error, errorName }) {
      summing.error(errorName, { cause: error.stack ?? error.message });
      // It is logged, and not once more by the handler.
      return false;
    },
  });
  process.once('exit', () => {
    summing.flush();
  });
  return summing;
}
