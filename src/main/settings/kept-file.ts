import type { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';
import { writeDurably } from '#main/base/durable-file.ts';
import { fileNotSaved } from '#main/database/errors.ts';

/** A small JSON file of Afterword's own, readable only by this user of the machine. */
export interface KeptFile<T> {
  /** The value written last; null if the file is missing or cannot be read. */
  read(): T | null;
  /** Replaces the whole file. @throws NotSavedError; then the file is unchanged */
  write(value: T): void;
}

export function keptFile<T>(path: string, schema: z.ZodType<T>): KeptFile<T> {
  return {
    read: () => orElse(() => schema.parse(JSON.parse(files.read(path).toString())), null),
    write(value) {
      try {
        writeDurably(path, `${JSON.stringify(value)}\n`);
      } catch (error) {
        throw fileNotSaved(error);
      }
    },
  };
}
