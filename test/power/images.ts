import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { cleanEndOf, noteCleanEnd } from '#main/database/clean-end.ts';
import { seeded } from '#test/support/wrap-ups.ts';
import { damage } from './damage.ts';
import { Disk, type Cut } from './disk.ts';
import type { DiskEvent } from './trace.ts';
import type { WorkReport } from './work.ts';

/** The files of a data folder before the first event, and the events since. */
export interface Recording {
  readonly folder: string;
  readonly before: readonly { readonly path: string; readonly bytes: Buffer }[];
  readonly events: readonly DiskEvent[];
  /** What had been shown to the agent as saved before. */
  readonly saved: readonly Saved[];
}

export interface Saved {
  readonly n: number;
  readonly callId: string;
}

export const keepRecording = (path: string, recording: Recording): void => {
  writeFileSync(path, serialize(recording));
};
export const readRecording = (path: string): Recording => deserialize(readFileSync(path)) as Recording;

/** `replacement`: a power cut while a damaged database is replaced, all of whose rows can be rescued. */
export type ImageKind = 'powerCut' | 'damage' | 'replacement';

/** One possible state of a data folder. */
export interface Image {
  /** How it was made. */
  readonly told: string;
  /** What was shown to the agent as saved and was not deleted since. */
  readonly saved: readonly Saved[];
  /** The disk kept its word, and the power was cut at some moment. */
  readonly isSound: boolean;
}

/** A disk that lies may lose at most this many of the last events. */
const LONGEST_LIE = 600;

/** Writes image number `index` of that kind to `target`. The same recording and seed give the same image. */
export function makeImage(
  { folder, before, events, saved: savedBefore }: Recording,
  kind: ImageKind,
  seed: number,
  index: number,
  target: string,
): Image {
  const random = seeded(seed + index * 7_919);
  const isUnseen = kind === 'damage' && random() < 0.25;
  const at = isUnseen ? cleanEndIn(events) : chooseMoment(events, random);
  const lies = kind === 'powerCut' && random() < 0.15;
  const lieFrom = lies ? at - Math.floor(random() * LONGEST_LIE) : Infinity;
  const disk = new Disk(folder);
  for (const { path, bytes } of before) disk.load(path, bytes);
  let saved = savedBefore;
  for (const [when, event] of events.slice(0, at).entries()) {
    if (when === lieFrom) disk.lie();
    disk.apply(event, when);
    if (event.kind === 'say') saved = heard(saved, event.text);
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const kept = kind === 'damage' ? 1 : (pick([0, 0.3, 0.7, 0.9, 0.97, 1], random) ?? 1);
  const cut: Cut = { block: random() < 0.5 ? 512 : 4096, kept, random };
  disk.image(target, cut);
  const moment = `event ${at} of ${events.length}`;
  const path = join(target, 'afterword.db');
  if (kind === 'damage') {
    const done = existsSync(path) ? damage(target, random) : 'nothing';
    if (isUnseen) noteCleanEnd(path);
    return { told: `${moment}: ${done}${isUnseen ? ', unseen' : ''}`, saved, isSound: false };
  }
  fitMark(path);
  const told = `${moment}: ${cut.block} byte blocks, ${kept} of them kept${lies ? `, lying from ${lieFrom}` : ''}`;
  return { told, saved, isSound: kind === 'powerCut' && !lies };
}

/** Right after the mark of the clean end is on disk. */
function cleanEndIn(events: readonly DiskEvent[]): number {
  const renamed = events.findIndex((event) => event.kind === 'rename' && event.to.endsWith('.clean'));
  return events.findIndex(({ kind }, index) => index > renamed && kind === 'sync') + 1;
}

/**
 * An image is a copy, which no mark of a clean end fits. This one shall be the disk itself: what the file system knows of
 * the file is as the mark says. What is in the file, and its size, are as the power cut left them.
 */
function fitMark(path: string): void {
  const mark = cleanEndOf(path);
  if (!existsSync(mark) || !existsSync(path)) return;
  const { ino, mtimeNs } = statSync(path, { bigint: true });
  const fitted = readFileSync(mark, 'utf8')
    .replace(/"file":"\d+"/, `"file":"${ino}"`)
    .replace(/"written":"\d+"/, `"written":"${mtimeNs}"`);
  writeFileSync(mark, fitted);
}

/** Picks a moment, often one at which something rare happens. */
function chooseMoment(events: readonly DiskEvent[], random: () => number): number {
  const any = Math.floor(random() * (events.length + 1));
  const which = random();
  if (which < 0.7) return any;
  if (which < 0.75) return cleanEndIn(events);
  // Around the mark of the clean end, and around its end.
  if (which < 0.8) {
    const moments = events.flatMap((event, index) => (isOfMark(event) ? [index] : []));
    return Math.max(0, (pick(moments, random) ?? any) - 2 + Math.floor(random() * 12));
  }
  const isRare = ({ kind }: DiskEvent): boolean => kind !== 'write' && kind !== 'sync' && kind !== 'say';
  const rare = events.findIndex((event, index) => index >= any && isRare(event));
  return Math.max(0, rare - 2 + Math.floor(random() * 6));
}

function isOfMark(event: DiskEvent): boolean {
  return (
    (event.kind === 'rename' && event.to.endsWith('.clean')) ||
    (event.kind === 'unlink' && event.path.endsWith('.clean'))
  );
}

/** What was shown to the agent as saved and was not deleted, after one more piece of the app's output. */
export function heard(saved: readonly Saved[], text: string): readonly Saved[] {
  let now = saved;
  for (const line of text.split('\n').filter(Boolean)) {
    const report = JSON.parse(line) as WorkReport;
    if ('saved' in report) now = [...now, { n: report.saved, callId: report.callId }];
    else now = now.filter(({ callId }) => callId !== report.deleting);
  }
  return now;
}

function pick<T>(all: readonly T[], random: () => number): T | undefined {
  return all[Math.floor(random() * all.length)];
}
