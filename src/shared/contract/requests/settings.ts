import { z } from 'zod';
import { preferenceChangeSchema } from '../preferences-schema.ts';
import { idSchema, noOutput, type RequestRows } from './row.ts';

export const settingsRequests = {
  /** Names the agent (`UserID`); submissions made from then on carry it. */
  signIn: { input: z.strictObject({ userId: idSchema }), output: noOutput },
  /** Changes what the agent who is signed in prefers; what is left out stays. Error `notSaved` changes nothing. */
  setPreferences: { input: preferenceChangeSchema, output: noOutput },
} as const satisfies RequestRows;
