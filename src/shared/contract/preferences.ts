import { z } from 'zod';
import { languageSchema } from './language.ts';
import { keysSchema, SHORTCUT_NAMES } from './shortcuts.ts';

/** How large the desktop app shows things, in per cent. */
export const ZOOM_STEPS: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

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
export type Preferences = z.infer<typeof preferencesSchema>;

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'system',
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  notifications: 'all',
  zoom: 100,
  shortcuts: {},
};

/** Some of the preferences, to be changed. */
export const preferenceChangeSchema = preferencesSchema.partial();
export type PreferenceChange = z.infer<typeof preferenceChangeSchema>;

/** The next larger or smaller zoom; the same at the end of what there is. */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const further = ZOOM_STEPS.filter((step) => (direction === 1 ? step > zoom : step < zoom));
  return (direction === 1 ? further[0] : further.at(-1)) ?? zoom;
}
