/**
 * Whether a key belongs to an input method, which composes the text of several keys: Japanese, Chinese, Korean, Hindi,
 * and accents typed in two steps. Safari reports the key that ends a composition after its end, with key code 229.
 * Sources: UI Events, KeyboardEvent.isComposing and "Legacy key models" (229); developer.mozilla.org, "Element: keydown
 * event".
 */
function isComposed(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is the only sign that Safari gives.
  return event.isComposing || event.keyCode === 229;
}

/**
 * Keeps the page out of compositions, for every field and key handler of the app and its libraries. The window listens
 * before any of them.
 *
 * - No handler gets a key that belongs to the input method: Enter confirms what was composed, Esc drops it, and neither
 *   chooses, submits or closes.
 * - No field knows that a composition begins. Otherwise Vue's `v-model` would wait for its end, and what was composed so
 *   far would not be in the draft: it would be lost when the after-call limit submits, or land in the next call.
 *   Source: vuejs.org/guide/essentials/forms ("v-model doesn't get updated during IME composition").
 */
export function yieldToInputMethods(page: Window): void {
  const keepOut = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || isComposed(event)) event.stopPropagation();
  };
  page.addEventListener('keydown', keepOut, { capture: true });
  page.addEventListener('compositionstart', keepOut, { capture: true });
}
