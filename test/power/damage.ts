import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 4096;

type Harm = (bytes: Buffer, random: () => number) => Buffer;

const below = (end: number, random: () => number): number => Math.floor(random() * end);

function overwrite(unit: number, fill: (random: () => number) => number): Harm {
  return (bytes, random) => {
    const from = below(Math.ceil(bytes.length / unit), random) * unit;
    for (let at = from; at < Math.min(from + unit, bytes.length); at += 1) bytes[at] = fill(random);
    return bytes;
  };
}

function flip(where: (bytes: Buffer, random: () => number) => number): Harm {
  return (bytes, random) => {
    const at = where(bytes, random);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8, random));
    return bytes;
  };
}

const noise = (random: () => number): number => below(256, random);

/** What a disk, a cable or another program can do to a file. */
const HARMS: Readonly<Record<string, Harm>> = {
  'a bit': flip((bytes, random) => below(bytes.length, random)),
  // The start of a page says what it is and where its cells are. A flipped bit does the most harm there.
  'a bit of a page header': flip(
    (bytes, random) => below(Math.ceil(bytes.length / PAGE), random) * PAGE + below(40, random),
  ),
  'a sector of noise': overwrite(512, noise),
  'a sector of zeros': overwrite(512, () => 0),
  'a page of noise': overwrite(PAGE, noise),
  'a page of zeros': overwrite(PAGE, () => 0),
  'two pages swapped'(bytes, random) {
    const pages = Math.floor(bytes.length / PAGE);
    const [one, other] = [below(pages, random) * PAGE, below(pages, random) * PAGE];
    const kept = Buffer.from(bytes.subarray(one, one + PAGE));
    bytes.copy(bytes, one, other, other + PAGE);
    kept.copy(bytes, other);
    return bytes;
  },
  'a page in the place of another'(bytes, random) {
    const pages = Math.floor(bytes.length / PAGE);
    const from = below(pages, random) * PAGE;
    bytes.copy(bytes, below(pages, random) * PAGE, from, from + PAGE);
    return bytes;
  },
  'a cut'(bytes, random) {
    return bytes.subarray(0, below(bytes.length, random));
  },
};

/** Damages the database of a folder or its log, one to four times. @returns what was done */
export function damage(folder: string, random: () => number): string {
  const done: string[] = [];
  const names = Object.keys(HARMS);
  const name = names[below(names.length, random)] ?? '';
  for (let times = 1 + below(4, random); times > 0; times -= 1) {
    const log = join(folder, 'afterword.db-wal');
    const path = existsSync(log) && random() < 0.4 ? log : join(folder, 'afterword.db');
    const bytes = readFileSync(path);
    if (bytes.length === 0) continue;
    writeFileSync(path, HARMS[name]?.(bytes, random) ?? bytes);
    done.push(`${name} of the ${path === log ? 'log' : 'file'}`);
  }
  return done.join(', ');
}
