import type { Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import { foldPlain } from '#shared/text/search-text.ts';
import { CALLBACK_ALONE } from '#shared/wrapup/summary.ts';
import { correctedFields } from '../replaced.ts';
import type { EntryRow, SealedRow, StepRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { HistoryRows } from './history-rows.ts';

/** What many submissions have in common. Rows share it, and a search judges it once for all of them. */
export interface Facet extends Pick<EntryRow, 'kind' | 'state' | 'agent'> {
  /** What was chosen, as it is; empty if the texts are not read. */
  readonly summary: string;
  /** The codes for which the page shows words, such as `state.delivered`. */
  readonly codes: ReadonlySet<string>;
}

/** A submission as a search sees it. Instants are milliseconds since the epoch. */
export interface SearchRow {
  readonly seq: number;
  /** `hashOf` its id. */
  readonly idHash: number;
  readonly madeAt: number;
  readonly callbackAt: number | null;
  readonly callbackZone: string | null;
  readonly facet: Facet;
  /** What the viewer may find in it, folded (`foldPlain`), one text a line. */
  readonly text: string;
}

/** Keeps one of each facet and each zone. */
export interface Shared {
  facet(facet: Omit<Facet, 'codes'>, codes: readonly string[]): Facet;
  zone(zone: string | null): string | null;
}

export function createShared(): Shared {
  const facets = new Map<string, Facet>();
  const zones = new Map<string, string>();
  return {
    facet({ kind, state, agent, summary }, found) {
      const key = [kind, state, agent, summary, ...found].join('\u0000');
      const known = facets.get(key);
      if (known !== undefined) return known;
      const made = { kind, state, agent, summary, codes: new Set(found) };
      facets.set(key, made);
      return made;
    },
    zone(zone) {
      if (zone === null) return null;
      const known = zones.get(zone);
      if (known === undefined) zones.set(zone, zone);
      return known ?? zone;
    },
  };
}

/** Makes submissions searchable. SQL cannot search in sealed texts, so it opens and folds them. */
export interface SearchTexts {
  /** With their texts. */
  read(entries: readonly EntryRow[], shared: Shared): SearchRow[];
  /** Without them, for a search that needs none. */
  bare(entries: readonly EntryRow[], shared: Shared): SearchRow[];
}

export function createSearchTexts(deps: {
  readonly rows: Pick<HistoryRows, 'sealed' | 'stepsOf'>;
  readonly store: Pick<SubmissionStore, 'bodyIfReadable' | 'summary' | 'detail'>;
  readonly calls: Pick<CallRows, 'contactOf'>;
  readonly viewer: Viewer;
}): SearchTexts {
  const { rows, store, calls, viewer } = deps;

  function opened(row: EntryRow, sealed: SealedRow, steps: readonly StepRow[], shared: Shared): SearchRow {
    const body = store.bodyIfReadable(sealed);
    const summary = store.summary(sealed);
    const contact = calls.contactOf(row) ?? '';
    const codes = [`kind.${row.kind}`, `state.${row.state}`, `summary.${summary}`];
    const texts = [
      summary === CALLBACK_ALONE ? '' : summary,
      contact,
      // A number is found with and without the blanks between its digits.
      isNumber(contact) ? contact.replace(/[^\p{Nd}+]/gu, '') : '',
      row.call_id,
      body?.lcmKey ?? '',
      body?.campaign?.name ?? body?.campaign?.id ?? '',
      row.agent,
    ];
    const mayRead = viewer.mayRead(row.agent);
    if (mayRead) {
      texts.push(body?.comment ?? '', ...correctedFields(body?.data ?? {}).map(({ value }) => value));
    }
    for (const step of steps) {
      const detail = store.detail(step, row.id);
      if (Object.hasOwn(REASON_PARAMS, detail)) codes.push(`reason.${detail}`);
      else if (mayRead || !isWordsOfAuthor(step)) texts.push(detail);
    }
    const facet = shared.facet({ kind: row.kind, state: row.state, agent: row.agent, summary }, codes);
    return { ...plain(row, shared), facet, text: texts.filter(Boolean).map(foldPlain).join('\n') };
  }

  return {
    read(entries, shared) {
      const seqs = entries.map(({ seq }) => seq);
      const sealed = new Map(rows.sealed(seqs).map((row) => [row.seq, row]));
      const steps = new Map(seqs.map((seq) => [seq, [] as StepRow[]]));
      for (const step of rows.stepsOf(seqs)) steps.get(step.submission_seq)?.push(step);
      return entries.flatMap((row) => {
        const texts = sealed.get(row.seq);
        return texts === undefined ? [] : [opened(row, texts, steps.get(row.seq) ?? [], shared)];
      });
    },
    bare: (entries, shared) =>
      entries.map((row) => {
        const { kind, state, agent } = row;
        const facet = shared.facet({ kind, state, agent, summary: '' }, []);
        return { ...plain(row, shared), facet, text: '' };
      }),
  };
}

function plain(row: EntryRow, shared: Shared): Omit<SearchRow, 'facet' | 'text'> {
  return {
    seq: row.seq,
    idHash: hashOf(foldedId(row.id)),
    madeAt: row.made_at,
    callbackAt: row.callback_at,
    callbackZone: shared.zone(row.callback_zone),
  };
}

/** The agent writes why a submission is discarded; LCM and the system give all other reasons. */
export function isWordsOfAuthor({ to_state }: StepRow): boolean {
  return to_state === 'discarded';
}

/** An id as a term of a query names it. */
export function foldedId(id: string): string {
  return foldPlain(id).trim();
}

/** 32 bits of a text (FNV-1a over its UTF-16 units). Equal texts have equal ones. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
