import { webFrame } from 'electron';

/** A pause in the work begins once nothing has happened for so long, in milliseconds. */
const PAUSE_MS = 15_000;
/** By then the page has let go what it freed, in milliseconds. */
const LET_GO_MS = 500;

/**
 * Frees in each pause what the forms of the calls have left over: garbage that is not yet collected, and what is kept only to be
 * made faster again. Chromium does the most of it by itself only where memory is short.
 *
 * @returns tells of work that is no key and no click
 */
export function freeInPauses(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const atWork = (): void => {
    clearTimeout(timer);
    timer = setTimeout(pause, PAUSE_MS);
  };
  const pause = (): void => {
    webFrame.clearCache();
    timer = setTimeout(() => {
      // What the first time let go holds other things, which are garbage only now.
      webFrame.clearCache();
      paintDot();
    }, LET_GO_MS);
  };
  for (const type of ['keydown', 'pointerdown'])
    addEventListener(type, atWork, { capture: true, passive: true });
  return atWork;
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
  setTimeout(() => {
    dot.remove();
  }, LET_GO_MS);
}
