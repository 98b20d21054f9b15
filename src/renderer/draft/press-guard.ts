import { useEventListener } from '@vueuse/core';
import { defineStore } from 'pinia';

/** A second press within this time counts as a bounce or a double press, in milliseconds. */
const BOUNCE_MS = 500;
/** A window that is hidden is given no frame, so nothing waits longer for one, in milliseconds. */
const LONGEST_MS = 300;

/**
 * Tells whether a press can be meant for what it would act on. While a page stalls, presses wait, and come when something else
 * stands there: then it counts when the key went down (`timeStamp` of its event), not when the page gets to it. Times are
 * milliseconds on the clock of `performance.now()`.
 */
export const usePressGuard = defineStore('pressGuard', () => {
  let paintedAt = -Infinity;
  let bounceMs = 0;
  let turn = 0;

  /** Something new stands there that nobody asked for: a press counts once it is painted and the time of a bounce is over. */
  function changed(): void {
    turn += 1;
    const mine = turn;
    const painted = (): void => {
      if (turn === mine && paintedAt === Infinity) paintedAt = performance.now();
    };
    paintedAt = Infinity;
    bounceMs = BOUNCE_MS;
    // This is called before the frame is painted, so a timer comes after it.
    requestAnimationFrame(() => setTimeout(painted));
    setTimeout(painted, LONGEST_MS);
  }

  /** The agent works on what stands there, so a press right after that is no bounce. */
  function workedOn(): void {
    bounceMs = 0;
  }
  // Also what is typed into a search or a time that is not taken yet.
  useEventListener('input', workedOn, { capture: true });

  /** The agent asked for what comes, so a press counts before it is painted. */
  function askedFor(): void {
    turn += 1;
    paintedAt = -Infinity;
  }

  const isMeant = ({ timeStamp }: Pick<Event, 'timeStamp'>): boolean => timeStamp - paintedAt >= bounceMs;

  return { changed, workedOn, askedFor, isMeant };
});
