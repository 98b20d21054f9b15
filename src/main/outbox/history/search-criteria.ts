import { sameAgent } from '#main/base/viewer.ts';
import { dayAround } from '#shared/callback/wall-clock.ts';
import type { Criterion, Find } from '#shared/contract/requests/history.ts';
import { foldTerms } from '#shared/text/search-text.ts';
import { isWithinPath } from '#shared/wrapup/summary.ts';
import { markHits, timesOf, type SearchBlock } from './search-block.ts';
import { hashOf, type Facet } from './search-texts.ts';
import type { TimeStyle } from './written-times.ts';

/** What an agent looks for. */
export interface Criteria {
  /** Whether everything is found. */
  readonly isAll: boolean;
  /** Whether it looks into the texts. */
  readonly needsTexts: boolean;
  /** For each submission of a block, what it fails of that, one bit a criterion: 0 if it is found. */
  readonly failures: (block: SearchBlock) => Uint8Array;
  /** The one criterion of these bits; null if they are of more than one. */
  readonly only: (bits: number) => Criterion | null;
}

/** What is the same for all rows with one facet: what it fails, and which terms it has, one bit each. */
interface Verdict {
  readonly failed: number;
  readonly terms: number;
}

/** @param deps.hasId whether the submission has that id, folded */
export function createCriteria(
  { query, shown, filter = {} }: Find,
  style: TimeStyle,
  deps: {
    readonly now: () => number;
    readonly zone: () => string;
    readonly hasId: (seq: number, folded: string) => boolean;
  },
): Criteria {
  const { state, agent, outcome } = filter;
  // The longest is usually the rarest. Where no row has it, the others need not be looked for.
  const terms = foldTerms(query)
    .sort((one, other) => other.length - one.length)
    .map((term) => ({ term, idHash: hashOf(term), codes: shown?.codes[term] ?? [] }));
  const day = filter.today === true ? dayAround(deps.now(), deps.zone()) : null;
  const names = [
    ...(Object.keys(filter) as (keyof typeof filter)[]).filter((name) => filter[name] !== undefined),
    ...(terms.length > 0 ? (['query'] as const) : []),
  ];
  const bitOf = (name: Criterion): number => 1 << names.indexOf(name);

  const verdicts = new Map<Facet, Verdict>();
  function verdictOf(facet: Facet): Verdict {
    const known = verdicts.get(facet);
    if (known !== undefined) return known;
    let failed = 0;
    if (state !== undefined && facet.state !== state) failed |= bitOf('state');
    if (agent !== undefined && !sameAgent(facet.agent, agent)) failed |= bitOf('agent');
    if (outcome !== undefined && !(facet.kind === 'disposition' && isWithinPath(facet.summary, outcome)))
      failed |= bitOf('outcome');
    let has = 0;
    terms.forEach(({ codes }, at) => {
      if (codes.some((code) => facet.codes.has(code))) has |= 1 << at;
    });
    const made = { failed, terms: has };
    verdicts.set(facet, made);
    return made;
  }

  /** Notes the criterion for each row of which it does not hold. */
  function fail(failed: Uint8Array, name: Criterion, holds: (at: number) => boolean): void {
    const bit = bitOf(name);
    for (let at = 0; at < failed.length; at += 1) if (!holds(at)) failed[at] = (failed[at] ?? 0) | bit;
  }

  /** Marks the rows that have every term. */
  function withTerms(block: SearchBlock, shownTerms: Uint16Array): Uint8Array {
    const has = new Uint8Array(block.size).fill(1);
    for (const [place, { term, idHash }] of terms.entries()) {
      const hits = new Uint8Array(block.size);
      markHits(block.texts, term, hits);
      markHits(timesOf(block, style), term, hits);
      let some = false;
      for (let at = 0; at < block.size; at += 1) {
        if (has[at] === 0) continue;
        const isHit =
          hits[at] === 1 ||
          (((shownTerms[at] ?? 0) >> place) & 1) === 1 ||
          // A part of an id would be found everywhere.
          (block.idHashes[at] === idHash && deps.hasId(block.seqs[at] ?? 0, term));
        if (isHit) some = true;
        else has[at] = 0;
      }
      if (!some) break;
    }
    return has;
  }

  return {
    isAll: names.length === 0,
    needsTexts: outcome !== undefined || terms.length > 0,
    failures(block) {
      const { size, facets, madeAt, callbackAt } = block;
      const failed = new Uint8Array(size);
      const shownTerms = new Uint16Array(size);
      let [facet, verdict] = [facets[0], NO_VERDICT];
      for (let at = 0; at < size; at += 1) {
        const next = facets[at];
        if (next !== undefined && (next !== facet || at === 0)) [facet, verdict] = [next, verdictOf(next)];
        failed[at] = verdict.failed;
        shownTerms[at] = verdict.terms;
      }
      if (day !== null) {
        const isOfDay = (made: number): boolean => made >= day.from && made < day.until;
        fail(failed, 'today', (at) => isOfDay(madeAt[at] ?? NaN));
      }
      if (filter.callback === true) fail(failed, 'callback', (at) => !Number.isNaN(callbackAt[at]));
      if (terms.length > 0) {
        const has = withTerms(block, shownTerms);
        fail(failed, 'query', (at) => has[at] === 1);
      }
      return failed;
    },
    only: (bits) => ((bits & (bits - 1)) === 0 ? (names[Math.log2(bits)] ?? null) : null),
  };
}

const NO_VERDICT: Verdict = { failed: 0, terms: 0 };
