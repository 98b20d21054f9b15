import type { ListedSubmission } from '#shared/wrapup/submission.ts';
import { submission } from '#test/support/submissions.ts';

/** Makes up what waits of the agent's own, or asks for them; saved so many minutes ago. */
export function made(
  minutes: number,
  contact: string,
  change: Partial<ListedSubmission> = {},
): ListedSubmission {
  return submission(`${minutes}`, {
    contact,
    lcmKey: '5|3|1|0|0|44|1',
    agent: 'testagent',
    summary: 'Promise to pay › In full › By card',
    comment: 'Pays the whole amount by card once the salary is in.',
    madeAt: Date.now() - minutes * 60_000,
    ...change,
  });
}
