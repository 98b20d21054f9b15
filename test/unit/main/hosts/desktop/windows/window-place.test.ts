import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  boundsAt,
  centredIn,
  placeOf,
  sameBounds,
  type DisplayArea,
} from '#main/hosts/desktop/windows/window-place.ts';
import { windowPlaces } from '#main/hosts/desktop/windows/window-places.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

/** To the left of the first display, so that its coordinates are negative. */
const SECOND: DisplayArea = { id: 7, workArea: { x: -1_920, y: 40, width: 1_920, height: 1_040 } };
const place = { display: 7, x: 100, y: 50, width: 800, height: 600 };

describe('the place of a window', () => {
  it('is relative to its display, and moves with it', () => {
    const bounds = { x: -1_820, y: 90, width: 800, height: 600 };
    expect(placeOf(bounds, SECOND)).toEqual(place);
    expect(boundsAt(place, SECOND)).toEqual(bounds);
    const moved = { ...SECOND, workArea: { ...SECOND.workArea, x: 2_560, y: 0 } };
    expect(boundsAt(place, moved)).toEqual({ x: 2_660, y: 50, width: 800, height: 600 });
  });

  it('keeps no position if the window system tells none (0, 0 on Wayland); then it is the centre', () => {
    const sized = placeOf({ x: 0, y: 0, width: 800, height: 600 }, SECOND, false);
    expect(sized).toEqual({ display: 7, width: 800, height: 600 });
    expect(boundsAt(sized, SECOND)).toEqual(centredIn(SECOND, { width: 800, height: 600 }));
  });

  it.each([
    ['beyond the right and the foot', { x: 5_000, y: 5_000 }, { x: -784, y: 496, width: 800, height: 600 }],
    ['beyond the left and the top', { x: -5_000, y: -10 }, { x: -1_936, y: 40, width: 800, height: 600 }],
    [
      'larger than the display has become',
      { x: 0, y: 0, width: 4_000, height: 3_000 },
      { x: -1_936, y: 40, width: 1_952, height: 1_056 },
    ],
  ])('is brought into sight where it would be %s', (_what, change, bounds) => {
    expect(boundsAt({ ...place, ...change }, SECOND)).toEqual(bounds);
  });

  it('may hang over by the borders that Windows draws', () => {
    expect(boundsAt({ ...place, x: -8 }, SECOND).x).toBe(-1_928);
  });

  it('is the centre if none is known, in whole pixels', () => {
    expect(centredIn(SECOND, { width: 561, height: 5_000 })).toEqual({
      x: -1_240,
      y: 40,
      width: 561,
      height: 1_040,
    });
  });

  it('is the same despite rounding by window managers', () => {
    const bounds = { x: 1, y: 2, width: 3, height: 4 };
    expect(sameBounds(bounds, { ...bounds, x: 4, height: 1 })).toBe(true);
    expect(sameBounds(bounds, { ...bounds, width: 8 })).toBe(false);
  });
});

const DAY = 24 * 60 * 60 * 1_000;

describe('the places of the windows', () => {
  let folder: string;
  const failures: unknown[] = [];
  const open = (clock = createFakeClock()) => windowPlaces(folder, clock, (error) => failures.push(error));
  const file = (): string => join(folder, 'windows.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'afterword-places-'));
    failures.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are written once nothing changes any more, the last of each', () => {
    const clock = createFakeClock();
    const places = open(clock);
    places.keepMain({ ...place, maximized: false });
    places.keepQuick(place);
    clock.pass(400);
    places.keepMain({ ...place, x: 5, maximized: true });
    places.keepQuick({ ...place, y: 6 });
    places.keepQuick({ ...place, display: 8 });
    clock.pass(400);
    expect(open().main()).toBeNull();
    clock.pass(100);
    const later = open();
    expect(later.main()).toEqual({ ...place, x: 5, maximized: true });
    expect(later.quick(7)).toEqual({ ...place, y: 6 });
    expect(later.quick(8)).toEqual({ ...place, display: 8 });
    expect(later.quick(9)).toBeNull();
  });

  it('are written at once when the app closes, if something changed', () => {
    const clock = createFakeClock();
    const places = open(clock);
    places.flush();
    expect(() => readFileSync(file())).toThrow('ENOENT');
    places.keepMain({ ...place, maximized: true });
    places.flush();
    expect(clock.pending()).toBe(0);
    expect(open().main()).toEqual({ ...place, maximized: true });
  });

  it.each(['', '{', '{"main":{"x":1e99},"quick":[]}', '{"main":null,"quick":[{"display":"a"}]}'])(
    'are none if the file is bad: %s',
    (text) => {
      writeFileSync(file(), text);
      expect(open().main()).toBeNull();
      expect(open().quick(7)).toBeNull();
    },
  );

  it('forget the display used longest ago if there are very many', () => {
    const places = open();
    for (let display = 0; display < 17; display += 1) places.keepQuick({ ...place, display });
    places.keepQuick({ ...place, display: 1 });
    places.flush();
    expect(open().quick(0)).toBeNull();
    expect(open().quick(1)).not.toBeNull();
    expect(open().quick(16)).not.toBeNull();
  });

  it('tell whether the quick wrap-up was opened in the last 30 days, also after a restart', () => {
    const clock = createFakeClock();
    const places = open(clock);
    expect(places.usesQuick()).toBe(false);
    places.quickOpened();
    expect(places.usesQuick()).toBe(true);
    clock.pass(500);
    // It writes once a day.
    places.quickOpened();
    expect(clock.pending()).toBe(0);
    clock.setWall(clock.now() + 29 * DAY);
    expect(open(clock).usesQuick()).toBe(true);
    clock.setWall(clock.now() + DAY);
    expect(open(clock).usesQuick()).toBe(false);
  });

  it('of a version that did not tell so are still read', () => {
    writeFileSync(file(), JSON.stringify({ main: { ...place, maximized: true }, quick: [place] }));
    expect(open().main()).toEqual({ ...place, maximized: true });
    expect(open().usesQuick()).toBe(false);
  });

  it('hold for this run if they cannot be written', () => {
    const places = open();
    rmSync(folder, { recursive: true });
    places.keepMain({ ...place, maximized: false });
    places.flush();
    expect(failures).toHaveLength(1);
    expect(places.main()).toEqual({ ...place, maximized: false });
  });
});
