import { z } from 'zod';
import { languageSchema } from './language.ts';

/** What an agent sets for themselves; `system` follows the machine. What the administrator sets is in the settings. */
export const preferencesSchema = z.strictObject({
  language: z.union([z.literal('system'), languageSchema]),
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'less']),
  /** What the system tells while the agent looks elsewhere; `important`: only what stays as it is without a person. */
  notifications: z.enum(['all', 'important', 'none']),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'system',
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  notifications: 'all',
};

/** Some of the preferences, to be changed. */
export const preferenceChangeSchema = preferencesSchema.partial();
export type PreferenceChange = z.infer<typeof preferenceChangeSchema>;
