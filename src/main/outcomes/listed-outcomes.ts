import { createHash } from 'node:crypto';
import { z } from 'zod';
import { allAtOnce, type Steps } from '#main/base/steps.ts';
import { campaignOf } from '#shared/outcomes/campaign.ts';
import { LINE, packLine, unpackRows } from '#shared/outcomes/packed-rows.ts';
import { outcomeRowSchema, type OutcomeRow } from '#shared/lcm/outcome-row.ts';

/** The rows of a list, in the form in which they cross to the screen and are kept on disk. */
export interface ListedOutcomes {
  /** Equal for equal rows; '' if there are none. A screen that has shown it has the rows already. */
  readonly version: string;
  /** Its lines, as `packLine` makes them. */
  readonly packed: string;
  readonly count: number;
  /** The campaign that the rows name; null if none does. */
  readonly campaign: string | null;
  /** Read when first asked for: a list may have 100,000, and mostly nobody needs them here. Never changed in place. */
  rows(): readonly OutcomeRow[];
}

/** Stands first in a stored list. */
const headSchema = z.tuple([z.string(), z.int().min(0), z.string().nullable()]);
const rowsSchema = z.array(outcomeRowSchema);

export function listedOutcomes(rows: readonly OutcomeRow[]): ListedOutcomes {
  return allAtOnce(listingSteps(rows));
}

/** The same in steps. */
export function* listingSteps(rows: readonly OutcomeRow[]): Steps<ListedOutcomes> {
  const packing = packingOf(rows);
  while (packing.packNext()) yield undefined;
  packings.delete(rows);
  const packed = packing.lines.join('\n');
  const campaign = campaignOf({ assumed: false, rows });
  return { version: packing.version(), packed, count: rows.length, campaign, rows: reading(packed) };
}

const packings = new WeakMap<readonly OutcomeRow[], Packing>();

/** The packing of these rows, which may be begun while more rows come. */
export function packingOf(rows: readonly OutcomeRow[]): Packing {
  const packing = packings.get(rows) ?? new Packing(rows);
  packings.set(rows, packing);
  return packing;
}

export class Packing {
  readonly lines: string[] = [];
  readonly #rows: readonly OutcomeRow[];
  readonly #hash = createHash('sha256');

  constructor(rows: readonly OutcomeRow[]) {
    this.#rows = rows;
  }

  /** Packs the lines to which no row can come any more, and says whether there were any. */
  packWhole(): boolean {
    const before = this.lines.length;
    while ((this.lines.length + 1) * LINE <= this.#rows.length) this.packNext();
    return this.lines.length > before;
  }

  /** Packs the next line, and says whether there was one. */
  packNext(): boolean {
    const from = this.lines.length * LINE;
    if (from >= this.#rows.length) return false;
    const line = packLine(this.#rows, from);
    if (from > 0) this.#hash.update('\n');
    this.#hash.update(line);
    this.lines.push(line);
    return true;
  }

  /** Of what is packed. Call it once. */
  version(): string {
    return this.lines.length === 0 ? '' : this.#hash.digest('base64url');
  }
}

export const NO_OUTCOMES = listedOutcomes([]);

/** For the disk, in place of a list that is kept under another key already: the tag of that one. */
export function storedTag(tag: Uint8Array): string {
  return `=${Buffer.from(tag).toString('hex')}`;
}

/** Reads `storedTag`; null if it is something else. */
export function readTag(text: string): Uint8Array | null {
  return text.startsWith('=') ? Buffer.from(text.slice(1), 'hex') : null;
}

/** As text for the disk: a line of its own before the packed rows. */
export function storedText({ version, count, campaign, packed }: ListedOutcomes): string {
  return `${JSON.stringify([version, count, campaign])}\n${packed}`;
}

/** Reads `storedText`, or the rows as JSON, as former versions of the app have kept them. Null if it is damaged. */
export function readStored(text: string): ListedOutcomes | null {
  const end = text.indexOf('\n');
  try {
    if (end < 0) {
      const parsed = rowsSchema.safeParse(JSON.parse(text));
      return parsed.success ? listedOutcomes(parsed.data) : null;
    }
    const head = headSchema.safeParse(JSON.parse(text.slice(0, end)));
    const packed = text.slice(end + 1);
    // It was made of rows that had been checked, so what it is made of need not be checked again.
    if (!head.success || head.data[0] !== versionOf(packed)) return null;
    const [version, count, campaign] = head.data;
    return { version, packed, count, campaign, rows: reading(packed) };
  } catch {
    return null;
  }
}

function reading(packed: string): () => readonly OutcomeRow[] {
  let rows: readonly OutcomeRow[] | null = null;
  return () => (rows ??= unpackRows(packed));
}

function versionOf(packed: string): string {
  return packed === '' ? '' : createHash('sha256').update(packed).digest('base64url');
}
