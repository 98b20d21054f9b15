import { createHash } from 'node:crypto';
import { z } from 'zod';
import { allAtOnce, type Steps } from '#shared/steps/steps.ts';
import { LINE, packLine, unpackRows } from '#shared/outcomes/packed-rows.ts';
import { outcomeRowSchema, type OutcomeRow } from '#shared/lcm/outcome-row.ts';

/** The rows of a list, in the form in which they cross to the screen and are kept on disk. */
export interface ListedOutcomes {
  /** Equal if LCM sent the same; '' if there are no rows. A screen that has shown it has the rows already. */
  readonly version: string;
  /** Lines as `packLine` makes them. */
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

/** A list, and how many of its entries were no outcomes. */
export interface Listing {
  readonly outcomes: ListedOutcomes;
  readonly ignored: number;
}

export const NO_OUTCOMES = listedOutcomes([]);

export function listedOutcomes(rows: readonly OutcomeRow[]): ListedOutcomes {
  return allAtOnce(listingSteps(rows, (row) => row)).outcomes;
}

/** Reads and packs what a list is made of, a line in each step. What `read` gives nothing for is ignored. */
export function* listingSteps<Entry>(
  entries: readonly Entry[],
  read: (entry: Entry) => OutcomeRow | null,
): Steps<Listing> {
  const lines: string[] = [];
  const hash = createHash('sha256');
  let count = 0;
  let campaign: string | null = null;
  for (let at = 0; at < entries.length; at += LINE) {
    const rows = entries.slice(at, at + LINE).flatMap((entry) => read(entry) ?? []);
    if (rows.length > 0) {
      campaign ??= rows.find(({ campaignId }) => campaignId !== null)?.campaignId ?? null;
      count += rows.length;
      const line = packLine(rows);
      if (lines.length > 0) hash.update('\n');
      hash.update(line);
      lines.push(line);
    }
    yield undefined;
  }
  const packed = lines.join('\n');
  const version = packed === '' ? '' : hash.digest('base64url');
  const outcomes = { version, packed, count, campaign, rows: reading(packed) };
  return { outcomes, ignored: entries.length - count };
}

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
