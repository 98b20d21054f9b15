import { z } from 'zod';
import type { MyCallbacks } from '#shared/callbacks/my-callback.ts';
import { type } from '../type-only.ts';
import { idSchema, noInput, noOutput, type RequestRows } from './row.ts';

export const callbackRequests = {
  /** The callbacks of the agent who is signed in, from what is known here. It asks LCM nothing. */
  listCallbacks: { input: noInput, output: type<MyCallbacks>() },
  /** Asks LCM for its list. Answers when the list has come or will not come; the list says which. */
  refreshCallbacks: { input: noInput, output: noOutput },
  /** Says what the agent decided of a callback: it is done, it is not, or they want to be reminded in some minutes. */
  markCallback: {
    input: z.strictObject({
      id: idSchema,
      mark: z.union([
        z.enum(['done', 'open']),
        z.strictObject({ snoozeMinutes: z.number().int().min(1).max(120) }),
      ]),
    }),
    output: noOutput,
  },
} as const satisfies RequestRows;
export type CallbackMark = z.output<typeof callbackRequests.markCallback.input>['mark'];
