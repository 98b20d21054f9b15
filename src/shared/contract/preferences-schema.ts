import { z } from 'zod';
import { LANGUAGES, PSEUDO_LANGUAGE } from './language.ts';
import { SHORTCUT_NAMES } from './shortcuts.ts';

/**
 * Keys pressed together, as Electron writes an accelerator: modifiers and then one key, such as
 * `CommandOrControl+Shift+W`; '' is none. Source: electronjs.org/docs/latest/tutorial/keyboard-shortcuts.
 */
const keysSchema = z
  .string()
  .max(64)
  .regex(
    /^((CommandOrControl|Control|Alt|Shift|Super)\+)*([^\s+]|[A-Z]\w*)$|^$/,
    'are no keys, such as "Alt+C"',
  );

/** What an agent sets for themselves; `system` follows the machine. What the administrator sets is in the settings. */
export const preferencesSchema = z.strictObject({
  language: z.enum(['system', ...LANGUAGES, PSEUDO_LANGUAGE]),
  /** How times of day are shown: with AM and PM, or from 0 to 23. */
  clock: z.enum(['system', 'h12', 'h23']),
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'less']),
  /** Which system notifications the agent gets; `important`: only about what needs a person. */
  notifications: z.enum(['all', 'important', 'none']),
  /** How many minutes before a callback its agent is reminded; `site`: as the settings say. */
  callbackReminder: z.enum(['site', 'none', '2', '5', '10', '15', '30']),
  /** Where the note on what an outcome means is shown: in the list too, or only once the outcome is chosen. */
  outcomeNotes: z.enum(['chosen', 'list']),
  /** Whether the installed app starts when its user logs in. */
  atLogin: z.enum(['start', 'nothing']),
  /** Per cent, for the desktop app; a browser has its own zoom. */
  zoom: z.number().int().min(80).max(200),
  /** Keys that differ from the defaults. */
  shortcuts: z.partialRecord(z.enum(SHORTCUT_NAMES), keysSchema),
});

/** The preferences to change; the others stay. */
export const preferenceChangeSchema = preferencesSchema.partial();
