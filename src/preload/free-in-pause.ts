import { webFrame } from 'electron';

/** A pause in the work begins once nothing has happened for so long, in milliseconds. */
const PAUSE_MS = 15_000;
/** After how many kilobytes of new objects a page frees without a pause. A form takes 3,000. */
const GROWN_KB = 9_000;
/** By then it has let go what it freed, in milliseconds. */
const LET_GO_MS = 500;

/**
 * Frees in each pause, and after a few calls, what the forms of the calls have left over: garbage, and
 * what is kept only to be made faster again. By itself, Chromium does most of it only if memory is short.
 *
 * @returns tells of an event from the core
 */
export function freeInPauses(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let least = Infinity;
  const atWork = (): void => {
    clearTimeout(timer);
    timer = setTimeout(pause, PAUSE_MS);
  };
  const pause = (): void => {
    webFrame.clearCache();
    timer = setTimeout(() => {
      // What the first time let go held others, which are garbage only now.
      webFrame.clearCache();
      paintDot();
    }, LET_GO_MS);
  };
  for (const type of ['keydown', 'pointerdown'])
    addEventListener(type, atWork, { capture: true, passive: true });
  return () => {
    atWork();
    // Chromium waits for a dozen forms. What stays is then strewn over all their memory, and keeps it.
    const { allocated } = process.getBlinkMemoryInfo();
    least = Math.min(least, allocated);
    if (allocated - least < GROWN_KB) return;
    least = Infinity;
    requestIdleCallback(() => webFrame.clearCache());
  };
}

/**
 * Paints a dot that nobody sees, for a moment. The process that paints is told with the next painting only which images it can
 * drop. Without a graphics card, they take 10 MB.
 */
function paintDot(): void {
  const dot = document.createElement('div');
  // A fixed one would be a layer of its own, of one colour: nothing is painted for it.
  dot.style.cssText =
    'position: absolute; inset: 0 auto auto 0; width: 1px; height: 1px; background: rgb(0 0 0 / 1%)';
  document.body.append(dot);
  setTimeout(() => dot.remove(), LET_GO_MS);
}
