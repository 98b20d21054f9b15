import { z } from 'zod';
import { preferenceChangeSchema } from '../preferences-schema.ts';
import type { SettingsReport } from '../settings-report.ts';
import { type } from '../type-only.ts';
import { idSchema, noInput, noOutput, type RequestRows } from './row.ts';

export const settingsRequests = {
  /** Names the agent (`UserID`). Submissions made afterwards carry it. */
  signIn: { input: z.strictObject({ userId: idSchema }), output: noOutput },
  /** Changes preferences of the agent who is signed in; those left out stay. Error `notSaved` changes nothing. */
  setPreferences: { input: preferenceChangeSchema, output: noOutput },
  /** Reads the settings again and says what is wrong with them, and what the site has locked. Changes nothing. */
  checkSettings: { input: noInput, output: type<SettingsReport>() },
  /** Shows the settings file in the system's file manager. On a desktop, and if something is wrong with it; else nothing. */
  showSettingsFile: { input: noInput, output: noOutput },
  /** Starts Afterword again, so that it reads the settings. On a desktop, and if they are or were faulty or a change waits; else nothing. */
  restart: { input: noInput, output: noOutput },
} as const satisfies RequestRows;
