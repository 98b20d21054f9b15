import { z } from 'zod';
import { VIEWS, type AppState } from '../app-state.ts';
import { type } from '../type-only.ts';
import { idSchema, noInput, noOutput, type RequestRows } from './row.ts';

/** Requests that belong to no feature: the whole state, the link, notices and windows. */
export const appRequests = {
  getState: { input: noInput, output: type<AppState>() },
  retryLink: { input: noInput, output: noOutput },
  dismissNotice: { input: z.strictObject({ id: idSchema }), output: noOutput },
  showMain: { input: z.strictObject({ view: z.enum(VIEWS) }), output: noOutput },
  hideQuick: { input: noInput, output: noOutput },
  /** Takes the next step of the newer version: loads it, or restarts with it as soon as nothing is open. */
  update: { input: noInput, output: noOutput },
  /** Tells how long searches took, in milliseconds, for the site's metrics. Without a collector nothing is kept. */
  noteSearches: {
    input: z.strictObject({ took: z.array(z.number().min(0).max(60_000)).max(100) }),
    output: noOutput,
  },
} as const satisfies RequestRows;
