import { sameAgent, type Viewer } from '#main/base/viewer.ts';
import { createCallRows } from '#main/calls/call-rows.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { createHistoryRows } from '#main/outbox/history/history-rows.ts';
import { correctedFields } from '#main/outbox/replaced.ts';
import type { EntryRow } from '#main/outbox/rows.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import type { Find, ShownWords } from '#shared/contract/requests/history.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import { foldPlain, foldTerms } from '#shared/text/search-text.ts';
import { CALLBACK_ALONE, isWithinPath } from '#shared/wrapup/summary.ts';

/**
 * The search of the history without any index: each row of the database is opened and judged for itself. Tests compare
 * the other one with it.
 *
 * @returns what each row fails of that, the one saved last first
 */
export function plainSearch(
  { database, cipher }: { readonly database: Database; readonly cipher: Cipher },
  viewer: Viewer,
  { query, shown, filter = {} }: Find,
): { seq: number; failed: string[] }[] {
  const rows = createHistoryRows(database);
  const store = new SubmissionStore(database, cipher);
  const calls = createCallRows(database, cipher, viewer);
  const terms = foldTerms(query);

  const all = rows.before(Number.MAX_SAFE_INTEGER, 1_000_000);
  const seqs = all.map(({ seq }) => seq);
  const sealedOf = new Map(rows.sealed(seqs).map((row) => [row.seq, row]));
  const stepsOf = Map.groupBy(rows.stepsOf(seqs), (step) => step.submission_seq);
  const writtenTime = timesOf(shown);

  function textsOf(row: EntryRow): { texts: string[]; codes: string[]; summary: string } {
    const sealed = sealedOf.get(row.seq)!;
    const body = store.bodyIfReadable(sealed);
    const summary = store.summary(sealed);
    const contact = calls.contactOf(row) ?? '';
    const mayRead = viewer.mayRead(row.agent);
    const codes = [`kind.${row.kind}`, `state.${row.state}`, `summary.${summary}`];
    const texts = [
      summary === CALLBACK_ALONE ? '' : summary,
      contact,
      isNumber(contact) ? contact.replace(/[^\p{Nd}+]/gu, '') : '',
      row.call_id,
      row.agent,
      body?.lcmKey ?? '',
      body?.campaign?.name ?? body?.campaign?.id ?? '',
      writtenTime(row.made_at, null),
      row.callback_at === null ? '' : writtenTime(row.callback_at, row.callback_zone),
    ];
    if (mayRead)
      texts.push(body?.comment ?? '', ...correctedFields(body?.data ?? {}).map(({ value }) => value));
    for (const step of stepsOf.get(row.seq) ?? []) {
      const detail = store.detail(step, row.id);
      if (Object.hasOwn(REASON_PARAMS, detail)) codes.push(`reason.${detail}`);
      else if (mayRead || step.to_state !== 'discarded') texts.push(detail);
    }
    return { texts: texts.map(foldPlain), codes, summary };
  }

  return all.map((row) => {
    const { texts, codes, summary } = textsOf(row);
    const failed: string[] = [];
    const must = (name: string, holds: boolean): void => {
      if (!holds) failed.push(name);
    };
    must('state', filter.state === undefined || row.state === filter.state);
    must('callback', filter.callback !== true || row.callback_at !== null);
    must('agent', filter.agent === undefined || sameAgent(row.agent, filter.agent));
    const isOutcome = row.kind === 'disposition' && isWithinPath(summary, filter.outcome ?? '');
    must('outcome', filter.outcome === undefined || isOutcome);
    const hasTerm = (term: string): boolean =>
      texts.some((text) => text.includes(term)) ||
      codes.some((code) => shown?.codes[term]?.includes(code)) ||
      foldPlain(row.id).trim() === term;
    must('query', terms.every(hasTerm));
    return { seq: row.seq, failed };
  });
}

function timesOf(shown: ShownWords | undefined): (at: number, zone: string | null) => string {
  if (shown === undefined) return () => '';
  const { locale, ...options } = shown.times;
  const formats = new Map<string | null, Intl.DateTimeFormat>();
  return (at, zone) => {
    const inZone = zone === null ? {} : { timeZone: zone };
    const format = formats.get(zone) ?? new Intl.DateTimeFormat(String(locale), { ...options, ...inZone });
    formats.set(zone, format);
    return format.format(at);
  };
}
