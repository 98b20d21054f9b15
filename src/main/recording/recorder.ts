import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Clock } from '#main/base/clock.ts';
import { anonymise } from './anonymise.ts';
import { createMakeUp } from './made-up.ts';

/** A recording of the bus for support, without anything that a message said about a person. */
export interface Recording {
  /** Takes a message as it came off the bus. */
  hear(message: unknown): void;
  /** Resolves when the recording has ended: by `stop`, after its time, when it is full, or when the disk fails. */
  readonly ended: Promise<RecordingEnd>;
  stop(): void;
}

export interface RecordingEnd {
  readonly kept: number;
  /** Messages that were too large, or came faster than the disk took them. */
  readonly leftOut: number;
  /** The error of the file system; null if all went well. */
  readonly error: Error | null;
}

export interface RecordingOptions {
  /** The file to make. One that is there is not overwritten. */
  readonly file: string;
  readonly clock: Clock;
  /** How long it lasts, in milliseconds. */
  readonly forMs: number;
  /** The largest file, in bytes. */
  readonly mostBytes?: number;
}

/** A longer line is left out, in UTF-16 units. */
const LONGEST_LINE = 256 * 1024;
/** How much may wait for the disk, in bytes. */
const MOST_WAITING = 8 * 1024 * 1024;

/**
 * Records the bus as JSON Lines: `{"at": milliseconds since the beginning, "message": the envelope}`, every value made
 * up (see `anonymise`). Only this user may read the file.
 *
 * @throws the error of the file system if the file cannot be made, such as EEXIST
 */
export async function startRecording(options: RecordingOptions): Promise<Recording> {
  const { file, clock, forMs, mostBytes = 64 * 1024 * 1024 } = options;
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await once(stream, 'open');
  const begun = clock.monotonic();
  const makeUp = createMakeUp();
  let bytes = 0;
  let kept = 0;
  let leftOut = 0;
  let error: Error | null = null;
  let over = false;
  const cancel = clock.after(forMs, stop);
  const ended = once(stream, 'close').then((): RecordingEnd => ({ kept, leftOut, error }));

  function stop(): void {
    if (over) return;
    over = true;
    cancel();
    stream.end();
  }
  stream.on('error', (cause) => {
    error = cause;
    stop();
  });

  function lineFor(message: unknown): string | null {
    try {
      const at = Math.round(clock.monotonic() - begun);
      const line = JSON.stringify({ at, message: anonymise(message, makeUp) });
      return line.length > LONGEST_LINE ? null : `${line}\n`;
    } catch {
      // Too many values, or nested too deeply for the stack.
      return null;
    }
  }

  return {
    ended,
    stop,
    hear(message) {
      if (over) return;
      const line = stream.writableLength > MOST_WAITING ? null : lineFor(message);
      if (line === null) {
        leftOut += 1;
        return;
      }
      bytes += Buffer.byteLength(line);
      if (bytes > mostBytes) {
        stop();
        return;
      }
      kept += 1;
      stream.write(line);
    },
  };
}
