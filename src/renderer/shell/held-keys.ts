/**
 * Keeps a held Enter where it was pressed. Enter often moves the focus on: from the search to the comment, or from a button
 * into the dialog that it opens. Its repetitions would write lines there, or confirm what nobody has read.
 */
export function keepHeldEnter(page: Window): void {
  let pressedAt: EventTarget | null = null;
  page.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter') return;
      if (!event.repeat) pressedAt = event.target;
      else if (event.target !== pressedAt) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { capture: true },
  );
}
