import { nextTick, onBeforeUpdate, onUpdated, type Ref } from 'vue';

/**
 * Keeps the keyboard's place in a view whose items go away by themselves: where the focus went with one of them, the
 * view itself takes it. Call in the setup of the view, whose element needs a `tabindex`.
 *
 * @param beyond the id of what takes the focus where the view goes away with its last item
 * @returns to be called after a dialog of the view was closed, since the item it was about may be gone
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
    // After the dialog has tried to give the focus back.
    void nextTick(() => setTimeout(takeIfLost));
  };
}
