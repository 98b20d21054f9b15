/**
 * Makes one image after another and starts the app on each. It prints which image it begins and what it found, one JSON
 * text a line. If it prints nothing for too long, its parent knows which start does not end.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ImagesOrders, ImagesReport } from './run-images.ts';
import { makeImage, readRecording } from './images.ts';
import { judge, rowsOfSqliteAlone } from './judge.ts';
import { idOf } from '#test/support/wrap-ups.ts';

const { recording, scratch, kind, seed, indexes } = JSON.parse(process.argv[2] ?? '') as ImagesOrders;
const recorded = readRecording(recording);
const target = join(scratch, 'image');

for (const index of indexes) {
  const { told, saved, isSound } = makeImage(recorded, kind, seed, index, target);
  say({ begin: index, told });
  const atLeast = rowsOfSqliteAlone(target, join(scratch, 'alone'));
  const expected = isSound || kind === 'replacement' ? saved : [];
  const { faults, rows, salvaged, isTrusted, took } = await judge(target, {
    atLeast,
    saved: expected,
    isSound,
  });
  const lostIn = (found: ReadonlySet<string>): number => saved.filter(({ n }) => !found.has(idOf(n))).length;
  const lost = {
    alone: lostIn(atLeast.submissions),
    ours: rows === null ? saved.length : lostIn(rows.submissions),
  };
  say({ end: index, told, faults, salvaged, isTrusted, took, saved: saved.length, lost });
}

function say(report: ImagesReport): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}
