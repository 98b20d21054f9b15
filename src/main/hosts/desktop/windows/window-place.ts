import type { WindowPlace } from './window-place-schema.ts';

/** In device-independent pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The fields of Electron's `Display` that place a window. */
export interface DisplayArea {
  readonly id: number;
  /** Without task bars and docks. */
  readonly workArea: Area;
}

/** Width of the invisible borders that Windows adds to a window. A window may extend this far beyond the work area. */
const OVERHANG = 16;

/**
 * The place of a window with these bounds on its display.
 *
 * @param placed whether the position in the bounds is the true one
 */
export function placeOf(bounds: Area, { id, workArea }: DisplayArea, placed = true): WindowPlace {
  const [x, y, width, height] = [
    bounds.x - workArea.x,
    bounds.y - workArea.y,
    bounds.width,
    bounds.height,
  ].map(Math.round) as [number, number, number, number];
  return { display: id, ...(placed && { x, y }), width, height };
}

/**
 * The bounds of a window at that place of a display, entirely visible and never larger than the work area; in the centre
 * if the place has no position.
 */
export function boundsAt(place: WindowPlace, display: DisplayArea): Area {
  const { x, y } = place;
  if (x === undefined || y === undefined) return centredIn(display, place);
  const { workArea } = display;
  const width = Math.min(place.width, workArea.width + 2 * OVERHANG);
  const height = Math.min(place.height, workArea.height + OVERHANG);
  return {
    x: workArea.x + within(x, -OVERHANG, workArea.width + OVERHANG - width),
    y: workArea.y + within(y, 0, workArea.height + OVERHANG - height),
    width,
    height,
  };
}

/** Bounds in the centre, never larger than the work area. */
export function centredIn({ workArea }: DisplayArea, size: { width: number; height: number }): Area {
  const width = Math.min(size.width, workArea.width);
  const height = Math.min(size.height, workArea.height);
  return {
    x: workArea.x + Math.round((workArea.width - width) / 2),
    y: workArea.y + Math.round((workArea.height - height) / 2),
    width,
    height,
  };
}

/** Whether two bounds are the same, apart from what window managers add and round. */
export function sameBounds(one: Area, other: Area): boolean {
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(one[side] - other[side]) <= 4);
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, Math.max(least, most)));
}
