import { closeSync, fsyncSync, linkSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { errorCode } from '#main/base/error-words.ts';
import { syncFolder, writeDurably } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';
import { fileNotSaved } from '#main/database/errors.ts';
import { settingsPath } from './settings-file.ts';
import { SCHEMA_FILE, settingsJsonSchema } from './settings-json-schema.ts';

/** What a file system without hard links answers. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK', 'EXDEV']);

/**
 * Writes the settings file, readable by its owner only, if there is none. Where the file system
 * has hard links, it is complete or not there at all, also after a power cut.
 *
 * @returns false if there is one; it stays as it is
 * @throws NotSavedError; then there is none
 */
export function writeFirstSettings(dataDir: string, text: string): boolean {
  const path = settingsPath(dataDir);
  const temporary = join(dataDir, `afterword.settings-${randomUUID()}.new`);
  try {
    writePrivately(temporary, text);
    // A rename would replace a file that somebody has put there meanwhile. A link does not.
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
      writePrivately(path, text);
    }
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileNotSaved(error);
  } finally {
    files.remove(temporary);
  }
}

/** @throws the file system's error, such as EEXIST; then there is no half of it */
function writePrivately(path: string, text: string): void {
  const handle = files.open(path, 'wx', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    files.remove(path);
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** Puts the JSON Schema beside the settings file, for editors. It is only a help: if it cannot be written, it is not there. */
export function writeSchema(dataDir: string): void {
  try {
    writeDurably(join(dataDir, SCHEMA_FILE), `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
  } catch {
    // An editor then offers no names.
  }
}
