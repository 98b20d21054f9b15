import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { writeDurably } from '#main/base/durable-file.ts';
import { fileNotSaved } from '#main/database/errors.ts';

/** A small JSON file of Afterword's own, for this user of the machine only. */
export interface KeptFile<T> {
  /** What was written last, or null: a missing file, and one that cannot be read, count as none. */
  read(): T | null;
  /** Replaces the whole file, or leaves it as it was. @throws NotSavedError */
  write(value: T): void;
}

/** Keeps a value of that schema at `path`. */
export function keptFile<T>(path: string, schema: z.ZodType<T>): KeptFile<T> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        writeDurably(path, `${JSON.stringify(value)}\n`);
      } catch (error) {
        throw fileNotSaved(error);
      }
    },
  };
}
