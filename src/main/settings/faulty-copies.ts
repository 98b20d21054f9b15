import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import { SECRET_PATHS } from './setting-secrets.ts';
import { decodeText, isTooDeep, namedTwice, treeOf } from './settings-text.ts';
import { soundSettings } from './sound-settings.ts';

const COPY = /^settings\.faulty-[0-9a-f]{8}\.json$/;
/** How many copies are kept; the oldest go first. */
const MOST = 5;

/**
 * Keeps one copy of a faulty settings file per content, however often the app starts with it, and without its secrets: a
 * copy outlives the password that was in it, and is sent to support. Copies of earlier versions lose theirs too.
 *
 * @returns the name of the copy; null if it cannot be written
 */
export function keepCopy(dataDir: string, bytes: Uint8Array): string | null {
  const name = `settings.faulty-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.json`;
  try {
    if (!existsSync(join(dataDir, name))) files.write(join(dataDir, name), redacted(bytes), 0o600);
    tidyCopies(dataDir, name);
    return name;
  } catch {
    return null;
  }
}

/** @param kept the copy of the file as it is now, which stays */
function tidyCopies(dataDir: string, kept: string): void {
  const copies = readdirSync(dataDir)
    .filter((name) => COPY.test(name) && name !== kept)
    .map((name) => join(dataDir, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const [at, path] of copies.entries()) {
    if (at >= MOST - 1) {
      files.remove(path);
      continue;
    }
    const bytes = files.read(path);
    const safe = redacted(bytes);
    if (safe === decodeText(bytes)) continue;
    const { atime, mtime } = statSync(path);
    files.write(path, safe, 0o600);
    // It stays as old as it is, so that the oldest go first at the next start too.
    utimesSync(path, atime, mtime);
  }
}

const HIDDEN = '"•••"';

/** A text, a comment, a sign of JSON, or any other word. A faulty file may lack the end of a text or of a comment. */
const WORDS = /"(?:[^"\\\r\n]|\\.)*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The text without every value that may be a secret: those of the settings that hold one, those of names that are no
 * settings, and addresses with a password. It reads word by word, since a faulty file need not be JSON. Where it is not, or has a
 * name twice, no path is certain, so no value and no comment stays.
 */
function redacted(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  const isSecret = secretPlaces(text);
  const path: string[] = [];
  let name = '';
  return text.replace(WORDS, (word: string, at: number) => {
    if ('{['.includes(word)) path.push(name);
    if ('}]'.includes(word)) path.pop();
    if ('{[]},'.includes(word)) name = '';
    if ('{}[],:'.includes(word)) return word;
    const isName = word.startsWith('"') && /^\s*:/.test(text.slice(at + word.length, at + word.length + 200));
    if (isName) {
      name = word.slice(1, -1);
      return word;
    }
    return isSecret([...path, name].filter((part) => part !== '').join('.'), word) ? HIDDEN : word;
  });
}

/** Says of a path, without the places in lists, and the word there whether it may hold a secret. */
function secretPlaces(text: string): (path: string, word: string) => boolean {
  let value: unknown;
  if (isTooDeep(text) || namedTwice(treeOf(text)).length > 0) return () => true;
  try {
    value = JSON.parse(text);
  } catch {
    return () => true;
  }
  const unknown = new Set(
    soundSettings(value)
      .faults.filter(({ reason: { code } }) => code === 'notASetting' || code === 'notThisSetting')
      .map(({ path }) => path.replace(/\.\d+(?=\.|$)/g, '')),
  );
  const isUnknown = (path: string): boolean =>
    path.split('.').some((_, at, parts) => unknown.has(parts.slice(0, at + 1).join('.')));
  return (path, word) => SECRET_PATHS.test(path) || /\/\/[^/"]*@/.test(word) || isUnknown(path);
}
