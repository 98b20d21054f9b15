import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '#main/base/durable-file.ts';
import { errorKind } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { fileNotSaved, NotSavedError } from '#main/database/errors.ts';
import type { KeyProtector } from '#main/database/key-file.ts';

/** Secrets that were given to Afterword, sealed by the key store of the operating system. */
export interface Vault {
  /** Whether there is a key store. Without one nothing is kept: a file alone does not protect a secret. */
  readonly available: boolean;
  /** Whether it was given, however the key store opens it. */
  has(name: string): boolean;
  /** Null if there is none, or the key store does not open it. */
  read(name: string): string | null;
  /** @throws NotSavedError; then nothing changed */
  write(name: string, text: string): void;
  /** Forgets it. If the file cannot be written, the entry stays sealed in it. */
  remove(name: string): void;
  /** The name of a secret that was given or forgotten. */
  readonly changed: Signal<string>;
}

const FILE_NAME = 'afterword.secrets';
const fileSchema = z.record(z.string(), z.base64());

/** The vault in `afterword.secrets` of the data folder; an unreadable file counts as empty. */
export function createVault(dataDir: string, protector: KeyProtector, log: Log): Vault {
  const path = join(dataDir, FILE_NAME);
  const available = protector.strength === 'os';
  const changed = createSignal<string>();

  /** By name, sealed. Read once: nobody else writes the file while Afterword runs. */
  let known: Readonly<Record<string, string>> | null = null;

  function entries(): Readonly<Record<string, string>> {
    known ??= orElse(() => fileSchema.parse(JSON.parse(files.read(path).toString())), {});
    return known;
  }

  function save(next: Record<string, string>): void {
    try {
      writeDurably(path, `${JSON.stringify(next)}\n`);
      known = next;
    } catch (error) {
      throw fileNotSaved(error);
    }
  }

  return {
    available,
    changed,
    has: (name) => available && Object.hasOwn(entries(), name),
    read(name) {
      const sealed = available ? entries()[name] : undefined;
      if (sealed === undefined) return null;
      try {
        return protector.unwrap(Buffer.from(sealed, 'base64')).toString();
      } catch (error) {
        log.warn('the key store does not open a secret', { name, cause: errorKind(error) });
        return null;
      }
    },
    write(name, text) {
      if (!available) throw new NotSavedError('cannotOpen', 'no key store');
      save({ ...entries(), [name]: protector.wrap(Buffer.from(text)).toString('base64') });
      changed.emit(name);
    },
    remove(name) {
      const { [name]: gone, ...rest } = entries();
      if (gone === undefined) return;
      try {
        save(rest);
      } catch (error) {
        log.warn('a secret cannot be forgotten', { name, cause: errorKind(error) });
      }
      changed.emit(name);
    },
  };
}
