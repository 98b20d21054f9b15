import type { CallView } from './app-state.ts';

/** Whether the agent may work on the call in the form: it is to be wrapped up, or they are correcting it. */
export function isInForm({ wrappedAt, correcting }: Pick<CallView, 'wrappedAt' | 'correcting'>): boolean {
  return wrappedAt === null || correcting !== null;
}
