import { z } from 'zod';

/** What an agent sets for themselves; `system` follows the machine. What the administrator sets is in the settings. */
export const preferencesSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  contrast: z.enum(['system', 'more']),
  motion: z.enum(['system', 'less']),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const DEFAULT_PREFERENCES: Preferences = { theme: 'system', contrast: 'system', motion: 'system' };

/** Some of the preferences, to be changed. */
export const preferenceChangeSchema = preferencesSchema.partial();
export type PreferenceChange = z.infer<typeof preferenceChangeSchema>;
