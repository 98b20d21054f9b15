import { z } from 'zod';
import { preferenceChangeSchema } from '../preferences-schema.ts';
import { idSchema, noOutput, type RequestRows } from './row.ts';

export const settingsRequests = {
  /** Names the agent (`UserID`). Submissions made afterwards carry it. */
  signIn: { input: z.strictObject({ userId: idSchema }), output: noOutput },
  /** Changes preferences of the agent who is signed in; those left out stay. Error `notSaved` changes nothing. */
  setPreferences: { input: preferenceChangeSchema, output: noOutput },
} as const satisfies RequestRows;
