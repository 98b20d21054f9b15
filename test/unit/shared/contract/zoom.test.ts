import { expect, it } from 'vitest';
import { preferencesSchema } from '#shared/contract/preferences-schema.ts';
import { nextZoom, ZOOM_STEPS } from '#shared/contract/preferences.ts';

it.each([
  [100, 1, 110],
  [100, -1, 90],
  [80, -1, 80],
  [200, 1, 200],
  // Not a step: set by hand, or by another version.
  [130, 1, 150],
  [130, -1, 125],
] as const)('from %i per cent, a step of %i leads to %i', (zoom, direction, next) => {
  expect(nextZoom(zoom, direction)).toBe(next);
});

it('has only steps that the preferences allow', () => {
  const { zoom } = preferencesSchema.shape;
  for (const step of ZOOM_STEPS) expect(zoom.safeParse(step).success).toBe(true);
  expect([79, 201, 100.5].map((wrong) => zoom.safeParse(wrong).success)).toEqual([false, false, false]);
});
