import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { DiskEvent } from './trace.ts';

/** A change to a file that is not yet certain to be on disk. */
type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer; readonly when: number }
  | { readonly kind: 'truncate'; readonly size: number; readonly when: number };

interface File {
  /** What is certain to be on disk. */
  durable: Content;
  pending: Change[];
}

/** The bytes of a file: the first `size` of a buffer that grows. */
interface Content {
  readonly bytes: Buffer;
  readonly size: number;
}

const EMPTY: Content = { bytes: Buffer.alloc(0), size: 0 };

/** A change to the names in a folder. */
interface Naming {
  /** The folder whose sync makes it certain. */
  readonly folder: string;
  readonly when: number;
  readonly change: (names: Map<string, File>) => void;
}

/** How a power cut chooses among the changes that were not certain to be on disk. */
export interface Cut {
  /** The size of what a disk writes as a whole, in bytes. */
  readonly block: 512 | 4096;
  /** The chance that a block or a renaming reached the disk. */
  readonly kept: number;
  readonly random: () => number;
}

/**
 * A disk under a running program. It knows which parts of files and folders are certain to survive a power cut, and which
 * may or may not. It reads POSIX as strictly as possible: each block is old or new, whatever the order of the writes; a
 * name is there only after its folder was synced; the names of one folder keep their order, as in a journal.
 */
export class Disk {
  readonly #folder: string;
  readonly #now = new Map<string, File>();
  readonly #durable = new Map<string, File>();
  #namings: Naming[] = [];
  #honest = true;

  /** @param folder everything happens in it */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** From here on the disk lies: what is synced is not certain to be on disk. */
  lie(): void {
    this.#honest = false;
  }

  /** Adds a file that was there before the first event. */
  load(path: string, bytes: Buffer): void {
    const file = { durable: { bytes: Buffer.from(bytes), size: bytes.length }, pending: [] };
    this.#now.set(path, file);
    this.#durable.set(path, file);
  }

  apply(event: DiskEvent, when: number): void {
    switch (event.kind) {
      case 'open': {
        const file = this.#now.get(event.path);
        if (file === undefined) this.#put(event.path, { durable: EMPTY, pending: [] }, when);
        else if (event.truncates) file.pending.push({ kind: 'truncate', size: 0, when });
        return;
      }
      case 'write':
        this.#now.get(event.path)?.pending.push({ kind: 'write', at: event.at, bytes: event.bytes, when });
        return;
      case 'truncate':
        this.#now.get(event.path)?.pending.push({ kind: 'truncate', size: event.size, when });
        return;
      case 'rename':
        this.#rename(event.path, event.to, when);
        return;
      case 'unlink':
        this.#put(event.path, null, when);
        return;
      case 'sync':
        if (this.#honest) this.#sync(event.path, event.begun);
        return;
      case 'mkdir':
      case 'say':
    }
  }

  /** Writes to `target` what the disk may hold after a power cut at this moment. */
  image(target: string, cut: Cut): void {
    const names = new Map(this.#durable);
    const stopped = new Set<string>();
    for (const naming of this.#namings) {
      const { folder } = naming;
      if (cut.random() >= cut.kept) stopped.add(folder);
      if (!stopped.has(folder)) naming.change(names);
    }
    for (const [path, file] of names) {
      const to = join(target, relative(this.#folder, path));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, contentAfter(file, cut));
    }
  }

  /** @param file null if the name is deleted */
  #put(path: string, file: File | null, when: number): void {
    this.#name(dirname(path), when, (names) => {
      if (file === null) names.delete(path);
      else names.set(path, file);
    });
  }

  /** A folder takes along what is certain to be in it then. */
  #rename(from: string, to: string, when: number): void {
    const moved = this.#now.get(from);
    this.#name(dirname(from), when, (names) => {
      names.delete(from);
      if (moved !== undefined) names.set(to, moved);
      for (const [path, file] of [...names].filter(([each]) => each.startsWith(`${from}/`))) {
        names.delete(path);
        names.set(`${to}${path.slice(from.length)}`, file);
      }
    });
  }

  #name(folder: string, when: number, change: Naming['change']): void {
    change(this.#now);
    this.#namings.push({ folder, when, change });
  }

  #sync(path: string, begun: number): void {
    const file = this.#now.get(path);
    if (file !== undefined) {
      for (const change of file.pending)
        if (change.when < begun) file.durable = changed(file.durable, change);
      file.pending = file.pending.filter(({ when }) => when >= begun);
      return;
    }
    const isHere = ({ folder, when }: Naming): boolean => when < begun && folder === path;
    for (const { change } of this.#namings.filter(isHere)) change(this.#durable);
    this.#namings = this.#namings.filter((naming) => !isHere(naming));
  }
}

/** What a file holds after a change. The bytes of `before` are reused. */
function changed(before: Content, change: Change): Content {
  if (change.kind === 'truncate') {
    before.bytes.fill(0, Math.min(change.size, before.size), before.size);
    return grown(before, change.size);
  }
  const after = grown(before, Math.max(before.size, change.at + change.bytes.length));
  change.bytes.copy(after.bytes, change.at);
  return after;
}

function grown({ bytes }: Content, size: number): Content {
  if (size <= bytes.length) return { bytes, size };
  const larger = Buffer.alloc(2 * size);
  bytes.copy(larger);
  return { bytes: larger, size };
}

function contentAfter({ durable, pending }: File, cut: Cut): Buffer {
  let content: Content = { bytes: Buffer.from(durable.bytes), size: durable.size };
  const versions = chooseVersions(pending, cut);
  const seen = new Map<number, number>();
  for (const change of pending) {
    if (change.kind === 'truncate') {
      if (cut.random() < cut.kept) content = changed(content, change);
      continue;
    }
    for (const block of blocksOf(change, cut.block)) {
      const version = (seen.get(block) ?? 0) + 1;
      seen.set(block, version);
      if (version > (versions.get(block) ?? 0)) continue;
      const from = Math.max(change.at, block * cut.block);
      const to = Math.min(change.at + change.bytes.length, (block + 1) * cut.block);
      const bytes = change.bytes.subarray(from - change.at, to - change.at);
      content = changed(content, { ...change, at: from, bytes });
    }
  }
  return content.bytes.subarray(0, content.size);
}

/** How many of the writes reached each block. A later write includes the earlier ones to the same block. */
function chooseVersions(pending: readonly Change[], cut: Cut): Map<number, number> {
  const writes = new Map<number, number>();
  for (const change of pending) {
    if (change.kind !== 'write') continue;
    for (const block of blocksOf(change, cut.block)) writes.set(block, (writes.get(block) ?? 0) + 1);
  }
  for (const [block, count] of writes) {
    const isLast = cut.random() < cut.kept;
    writes.set(block, isLast ? count : Math.floor(cut.random() * count));
  }
  return writes;
}

function blocksOf({ at, bytes }: Change & { kind: 'write' }, block: number): number[] {
  const first = Math.floor(at / block);
  const last = Math.floor((at + bytes.length - 1) / block);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
