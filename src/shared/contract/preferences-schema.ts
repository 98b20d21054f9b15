import { z } from 'zod';
import { languageSchema } from './language-schema.ts';
import { keysSchema } from './shortcuts-schema.ts';
import { SHORTCUT_NAMES } from './shortcuts.ts';

/** What an agent sets for themselves; `system` follows the machine. The administrator's choices are in the settings. */
export const preferencesSchema = z.strictObject({
  language: z.union([z.literal('system'), languageSchema]),
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'less']),
  /** Which system notifications the agent gets; `important`: only about what needs a person. */
  notifications: z.enum(['all', 'important', 'none']),
  /** Per cent, for the desktop app; a browser has its own zoom. */
  zoom: z.number().int().min(80).max(200),
  /** Keys that differ from the defaults. */
  shortcuts: z.partialRecord(z.enum(SHORTCUT_NAMES), keysSchema),
});

/** The preferences to change; the others stay. */
export const preferenceChangeSchema = preferencesSchema.partial();
