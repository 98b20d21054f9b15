import { z } from 'zod';
import { languageSchema } from './language-schema.ts';
import { keysSchema } from './shortcuts-schema.ts';
import { SHORTCUT_NAMES } from './shortcuts.ts';

/** What an agent sets for themselves; `system` follows the machine. What the administrator sets is in the settings. */
export const preferencesSchema = z.strictObject({
  language: z.union([z.literal('system'), languageSchema]),
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'less']),
  /** What the system tells while the agent looks elsewhere; `important`: only what stays as it is without a person. */
  notifications: z.enum(['all', 'important', 'none']),
  /** In per cent; of the desktop app, since a browser has its own. */
  zoom: z.number().int().min(80).max(200),
  /** Keys that differ from the defaults. */
  shortcuts: z.partialRecord(z.enum(SHORTCUT_NAMES), keysSchema),
});

/** Some of the preferences, to be changed. */
export const preferenceChangeSchema = preferencesSchema.partial();
