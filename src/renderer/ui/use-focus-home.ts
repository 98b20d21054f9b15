import { nextTick, onBeforeUpdate, onUpdated, type Ref } from 'vue';

/**
 * Keeps the focus in a part of the page whose items disappear: if the focused item disappears, the part takes the focus.
 * Call in the setup of that part, whose element needs a `tabindex` or a `beyond`.
 *
 * @param beyond focuses something else if the part is gone or has no `tabindex`
 * @returns a function to call after a dialog of the view was closed, since the dialog's item may be gone
 */
export function useFocusHome(home: Ref<HTMLElement | null>, beyond?: () => unknown): () => void {
  let wasInside = false;
  const takeIfLost = (): void => {
    if (document.activeElement !== document.body) return;
    if (home.value?.hasAttribute('tabindex') === true) home.value.focus({ preventScroll: true });
    else beyond?.();
  };
  onBeforeUpdate(() => {
    wasInside = home.value?.contains(document.activeElement) ?? false;
  });
  onUpdated(() => {
    if (wasInside) takeIfLost();
  });
  return () => {
    // Wait until the dialog has tried to give the focus back.
    void nextTick(() => setTimeout(takeIfLost));
  };
}
