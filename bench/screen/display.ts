import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A picture of the display: the bytes of every eighth of its lines. */
export type Picture = Buffer;

/** A virtual display whose picture can be read, so that a program need not be asked what it shows. */
export interface Display {
  /** For the environment variable DISPLAY. */
  readonly name: string;
  /** What it shows now. `into`: a picture that is no longer needed, so that looking often makes no garbage. */
  look(into?: Picture): Picture;
  close(): Promise<void>;
}

const SIZE = '1280x1024x24';
const EACH_LINE = 8;

/**
 * Starts Xvfb, which keeps its picture in a file of that folder. Linux only.
 * Source: Xvfb(1), -fbdir; the X window dump's header, X11/XWDFile.h.
 */
export async function openDisplay(folder: string): Promise<Display> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', SIZE, '-nolisten', 'tcp', '-fbdir', folder],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const number = await numberOf(server);
  const file = openSync(join(folder, 'Xvfb_screen0'), 'r');
  const header = Buffer.alloc(100);
  readSync(file, header, 0, header.length, 0);
  const [headerSize, height, lineSize, colours] = [0, 5, 12, 19].map((word) => header.readUInt32BE(word * 4));
  const start = (headerSize ?? 0) + (colours ?? 0) * 12;
  return {
    name: `:${number}`,
    look(into) {
      const lines = Math.floor((height ?? 0) / EACH_LINE);
      const picture = into ?? Buffer.alloc(lines * (lineSize ?? 0));
      for (let line = 0; line < lines; line += 1) {
        const at = start + line * EACH_LINE * (lineSize ?? 0);
        readSync(file, picture, line * (lineSize ?? 0), lineSize ?? 0, at);
      }
      return picture;
    },
    async close() {
      closeSync(file);
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}

async function numberOf(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3] as Readable;
  const [text] = (await once(pipe, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  return text.toString().trim();
}

/** The share of points in which two pictures differ, from 0 to 1. */
export function difference(one: Picture, other: Picture): number {
  if (one.equals(other)) return 0;
  const points = (picture: Picture) =>
    new Uint32Array(picture.buffer, picture.byteOffset, picture.length / 4);
  const [ours, theirs] = [points(one), points(other)];
  let differing = 0;
  for (let at = 0; at < ours.length; at += 1) if (ours[at] !== theirs[at]) differing += 1;
  return differing / ours.length;
}
