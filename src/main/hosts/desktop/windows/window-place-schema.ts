import { z } from 'zod';

const pixels = z.number().int().min(-100_000).max(100_000);

/**
 * Where a window was: its display, and the position in that display's work area, so that it moves with the display.
 * There is no position if the window system does not tell it (Wayland).
 */
export const windowPlaceSchema = z.strictObject({
  display: z.number(),
  x: pixels.optional(),
  y: pixels.optional(),
  width: pixels.min(1),
  height: pixels.min(1),
});
export type WindowPlace = z.infer<typeof windowPlaceSchema>;
