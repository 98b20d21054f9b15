import type { z } from 'zod';
import type { preferenceChangeSchema, preferencesSchema } from './preferences-schema.ts';

export type Preferences = z.infer<typeof preferencesSchema>;
export type PreferenceChange = z.infer<typeof preferenceChangeSchema>;

/** The zoom levels of the desktop app, in per cent. */
export const ZOOM_STEPS: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'system',
  clock: 'system',
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  notifications: 'all',
  callbackReminder: 'site',
  outcomeNotes: 'chosen',
  atLogin: 'start',
  zoom: 100,
  shortcuts: {},
};

/** The next larger or smaller zoom; the same at the largest or smallest. */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const further = ZOOM_STEPS.filter((step) => (direction === 1 ? step > zoom : step < zoom));
  return (direction === 1 ? further[0] : further.at(-1)) ?? zoom;
}
