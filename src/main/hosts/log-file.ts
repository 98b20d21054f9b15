import { statSync } from 'node:fs';
import { join } from 'node:path';
import log from 'electron-log/node.js';
import { summingLog, type Log } from '#main/base/log.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFolder } from '#main/base/private-files.ts';

/**
 * The log of either host: a file in `logs/` of the data folder. At 1 MB a new file is begun and one old file is kept.
 * Repeats are summed. Uncaught errors and rejections are logged there and do not end the process. Makes the data folder
 * if it is missing.
 *
 * @param console whether warnings and errors also go to the terminal
 * @throws the error of the file system if the folder cannot be made
 */
export function openLog(dataDir: string, console: boolean): Log {
  const folder = join(dataDir, 'logs');
  privateFolder(dataDir);
  privateFolder(folder);
  const { file } = log.transports;
  // Without a name the library looks for a package.json and, started elsewhere, writes no file at all.
  file.setAppName('afterword');
  const path = join(folder, 'afterword.log');
  // The library asks for each line, and makes no folder again.
  file.resolvePathFn = () => {
    keepPlace(folder, path);
    return path;
  };
  file.writeOptions = { ...file.writeOptions, mode: 0o600 };
  file.maxSize = 1024 * 1024;
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
  process.once('exit', () => summing.flush());
  return summing;
}

/**
 * Somebody may take the folder away, or put a pipe in place of the file: the library would wait for who reads from it. Where the
 * data folder itself is away, none is made in its place.
 */
function keepPlace(folder: string, path: string): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) files.mkdir(folder, { mode: 0o700 });
    else if (there.isFIFO()) files.rename(path, `${path}.pipe`);
  } catch {
    // The folder is there, and only the file is not; or the library says why it cannot write.
  }
}
