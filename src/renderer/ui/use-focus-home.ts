import { nextTick, onBeforeUpdate, onUpdated, type Ref } from 'vue';

/**
 * Keeps the focus in a view whose items disappear by themselves: if the focused item disappears, the view takes the
 * focus. Call in the setup of the view, whose element needs a `tabindex`.
 *
 * @param beyond the id of the element that takes the focus if the view disappears with its last item
 * @returns a function to call after a dialog of the view was closed, since the dialog's item may be gone
 */
export function useFocusHome(home: Ref<HTMLElement | null>, beyond?: string): () => void {
  let wasInside = false;
  const takeIfLost = (): void => {
    if (document.activeElement !== document.body) return;
    const place = home.value ?? (beyond === undefined ? null : document.getElementById(beyond));
    place?.focus({ preventScroll: true });
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
