import type { CallRows } from '#main/calls/call-rows.ts';
import { sameAgent, type Viewer } from '#main/base/viewer.ts';
import { dayAround } from '#shared/callback/wall-clock.ts';
import type { Criterion, Find, ShownWords } from '#shared/contract/requests/history.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import { foldPlain, foldTerms } from '#shared/text/search-text.ts';
import { CALLBACK_ALONE, isWithinPath } from '#shared/wrapup/summary.ts';
import { correctedFields } from '../replaced.ts';
import type { EntryRow, SealedRow, StepRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { HistoryRows } from './history-rows.ts';

/** Of how many submissions the texts are kept in memory, so that the next search need not open and fold them again. */
const KEPT = 50_000;

/** What an agent looks for. */
export interface Search {
  /** Whether everything is found. */
  readonly isAll: boolean;
  /** For each entry, what it fails of that: nothing if it is found. It stops at the second. */
  readonly failures: (rows: readonly EntryRow[]) => Criterion[][];
}

type Holds = (row: EntryRow, texts: Texts) => boolean;

/** The texts of a submission, folded (`foldPlain`). `mark` changes with what they are made of. */
interface Texts {
  readonly mark: string;
  readonly contact: Uint8Array | null;
  /** What was chosen, as it is. */
  readonly summary: string;
  /** What everybody may read, and what only its author may. */
  readonly shown: string;
  readonly own: string;
  /** The codes for which the page shows words, such as `state.delivered`. */
  readonly codes: readonly string[];
}

/** Searches in the history. It opens sealed texts itself, since SQL cannot search in them. */
export function createSearch(deps: {
  readonly rows: HistoryRows;
  readonly store: SubmissionStore;
  readonly calls: CallRows;
  readonly viewer: Viewer;
  readonly now: () => number;
  readonly zone: () => string;
}): {
  readonly for: (find: Find) => Search;
  /** What was chosen in each of these entries. Searches are faster afterwards, since the texts are kept. */
  readonly summaries: (rows: readonly EntryRow[]) => string[];
} {
  const { rows, store, calls, viewer } = deps;
  const kept = new Map<number, Texts>();

  const markOf = ({ state, attempts, updated_at }: EntryRow): string => `${state} ${attempts} ${updated_at}`;

  /** Once many are kept, those of others, which are older, are read again each time. */
  function textsOf(entries: readonly EntryRow[]): Map<number, Texts> {
    const found = new Map<number, Texts>();
    const missing = new Map<number, EntryRow>();
    for (const row of entries) {
      const known = kept.get(row.seq);
      const isCurrent = known?.mark === markOf(row) && isSame(known.contact, row.contact_sealed);
      if (isCurrent) found.set(row.seq, known);
      else missing.set(row.seq, row);
    }
    const seqs = [...missing.keys()];
    const steps = new Map(seqs.map((seq) => [seq, [] as StepRow[]]));
    for (const step of rows.stepsOf(seqs)) steps.get(step.submission_seq)?.push(step);
    for (const sealed of rows.sealed(seqs)) {
      const { seq } = sealed;
      const row = missing.get(seq);
      if (row === undefined) continue;
      const texts = read(row, sealed, steps.get(seq) ?? []);
      found.set(seq, texts);
      if (kept.size < KEPT || kept.has(seq)) kept.set(seq, texts);
    }
    return found;
  }

  function read(row: EntryRow, sealed: SealedRow, steps: readonly StepRow[]): Texts {
    const body = store.bodyIfReadable(sealed);
    const summary = store.summary(sealed);
    const contact = calls.contactOf(row) ?? '';
    const codes = [`kind.${row.kind}`, `state.${row.state}`, `summary.${summary}`];
    const shown = [
      summary === CALLBACK_ALONE ? '' : summary,
      contact,
      // A number is found with and without the blanks between its digits.
      isNumber(contact) ? contact.replace(/[^\p{Nd}]/gu, '') : '',
      row.call_id,
      body?.lcmKey ?? '',
      body?.campaign?.name ?? body?.campaign?.id ?? '',
      row.agent,
    ];
    const own = [body?.comment ?? '', ...correctedFields(body?.data ?? {}).map(({ value }) => value)];
    for (const step of steps) {
      const detail = store.detail(step, row.id);
      if (Object.hasOwn(REASON_PARAMS, detail)) codes.push(`reason.${detail}`);
      else (isWordsOfAuthor(step) ? own : shown).push(detail);
    }
    return {
      mark: markOf(row),
      contact: row.contact_sealed,
      summary,
      shown: folded(shown),
      own: folded(own),
      codes,
    };
  }

  function query(text: string, words: ShownWords | undefined): Holds | null {
    const terms = foldTerms(text);
    if (terms.length === 0) return null;
    const codes = terms.map((term) => words?.codes[term] ?? []);
    const timeIn = timesOf(words);
    return (row, texts) => {
      const mayRead = viewer.mayRead(row.agent);
      let times: string | null = null;
      return terms.every(
        (term, index) =>
          texts.shown.includes(term) ||
          (mayRead && texts.own.includes(term)) ||
          codes[index]?.some((code) => texts.codes.includes(code)) === true ||
          (times ??= timesIn(row, timeIn)).includes(term) ||
          // A part of an id would be found everywhere.
          foldPlain(row.id).trim() === term,
      );
    };
  }

  function searchFor({ query: text, shown, filter = {} }: Find): Search {
    const { state, agent, outcome } = filter;
    const criteria: [Criterion, Holds][] = [];
    if (filter.today === true) {
      const { from, until } = dayAround(deps.now(), deps.zone());
      criteria.push(['today', (row) => row.made_at >= from && row.made_at < until]);
    }
    if (state !== undefined) criteria.push(['state', (row) => row.state === state]);
    if (filter.callback === true) criteria.push(['callback', (row) => row.callback_at !== null]);
    if (agent !== undefined) criteria.push(['agent', (row) => sameAgent(row.agent, agent)]);
    if (outcome !== undefined)
      criteria.push([
        'outcome',
        (row, { summary }) => row.kind === 'disposition' && isWithinPath(summary, outcome),
      ]);
    const matches = query(text, shown);
    if (matches !== null) criteria.push(['query', matches]);
    const needsTexts = outcome !== undefined || matches !== null;
    return {
      isAll: criteria.length === 0,
      failures(entries) {
        const texts = needsTexts ? textsOf(entries) : null;
        return entries.map((row) => {
          const failed: Criterion[] = [];
          for (const [name, holds] of criteria) {
            if (!holds(row, texts?.get(row.seq) ?? NO_TEXTS)) failed.push(name);
            if (failed.length === 2) break;
          }
          return failed;
        });
      },
    };
  }

  return {
    for: searchFor,
    summaries: (entries) => [...textsOf(entries).values()].map(({ summary }) => summary),
  };
}

const NO_TEXTS: Texts = { mark: '', contact: null, summary: '', shown: '', own: '', codes: [] };

/** The agent writes why a submission is discarded; LCM and the system give all other reasons. */
export function isWordsOfAuthor({ to_state }: StepRow): boolean {
  return to_state === 'discarded';
}

function folded(texts: readonly string[]): string {
  return texts.map(foldPlain).join('\n');
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === other || (one !== null && other !== null && Buffer.compare(one, other) === 0);
}

function timesIn(row: EntryRow, timeIn: (at: number, zone: string | null) => string): string {
  const saved = timeIn(row.made_at, null);
  return row.callback_at === null ? saved : `${saved}\n${timeIn(row.callback_at, row.callback_zone)}`;
}

/** Writes instants as the page does, by the page's zone if none is given. */
function timesOf(shown: ShownWords | undefined): (at: number, zone: string | null) => string {
  if (shown === undefined) return () => '';
  const { locale, ...options } = shown.times;
  const formats = new Map<string | null, Intl.DateTimeFormat | null>();
  function formatOf(zone: string | null): Intl.DateTimeFormat | null {
    const made = formats.get(zone);
    if (made !== undefined) return made;
    let format: Intl.DateTimeFormat | null = null;
    try {
      format = new Intl.DateTimeFormat(String(locale), {
        ...options,
        ...(zone !== null && { timeZone: zone }),
      });
    } catch {
      // It is no format. Everything else can still be found.
    }
    formats.set(zone, format);
    return format;
  }
  return (at, zone) => {
    const format = formatOf(zone);
    // Damage to the database may leave a number that is no time.
    return format === null || Math.abs(at) > 8.64e15 ? '' : foldPlain(format.format(at));
  };
}
