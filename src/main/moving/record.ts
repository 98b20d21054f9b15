import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';
import { contentsOf, isDatabase, readPieces, RECORD } from './contents.ts';

const recordSchema = z.object({ format: z.literal(1), files: z.record(z.string(), z.string()) });

/** The SHA-256 of each file that was moved, by its path below the folder. */
export type MoveRecord = ReadonlyMap<string, string>;

/** Null if there is none, or none that can be read. */
export function readRecord(folder: string): MoveRecord | null {
  try {
    const { files: moved } = recordSchema.parse(JSON.parse(files.read(join(folder, RECORD)).toString()));
    return new Map(Object.entries(moved));
  } catch {
    return null;
  }
}

/** @throws the file system's error */
export function writeRecord(folder: string, record: MoveRecord): void {
  const text = JSON.stringify({ format: 1, files: Object.fromEntries(record) });
  writeDurably(join(folder, RECORD), `${text}\n`);
}

/**
 * Whether every database in a folder is still what was moved out of it. If not, another Afterword has worked there since: an older
 * one, or one on another machine. Does not throw: what cannot be read is not known to be the same.
 */
export function isStillAsMoved(folder: string, record: MoveRecord | null): boolean {
  if (record === null) return false;
  try {
    return contentsOf(folder)
      .files.filter(isDatabase)
      .every((path) => record.get(path) === readPieces(join(folder, path)));
  } catch {
    return false;
  }
}
