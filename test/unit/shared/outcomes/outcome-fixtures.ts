import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import {
  indexSteps,
  type OutcomeIndex,
  type OutcomeIndexOptions,
} from '#shared/outcomes/search/outcome-index.ts';

export function row(id: string, parentId: string | null = null, more: Partial<OutcomeRow> = {}): OutcomeRow {
  return { id, description: `Outcome ${id}`, campaignId: '1', leadScore: null, parentId, ...more };
}

/** Payment (100) with Done (101, lead score 5) and Failure (102); Wrong (103) in group 7, which is not listed. */
export const PAYMENT_ROWS: readonly OutcomeRow[] = [
  row('100', null, { description: 'Payment' }),
  row('101', '100', { description: 'Done', leadScore: 5 }),
  row('102', '100', { description: 'Failure' }),
  row('103', '7', { description: 'Wrong' }),
];

/** Takes all steps of building an index at once. */
export function buildOutcomeIndex(forest: OutcomeForest, options?: OutcomeIndexOptions): OutcomeIndex {
  const steps = indexSteps(forest, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
