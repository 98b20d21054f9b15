import { useResizeObserver } from '@vueuse/core';
import { computed, ref, toValue, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue';

/** Extra rows drawn above and below the visible ones, so that scrolling shows no gaps. */
const OVERSCAN = 10;
/** The height to fill before the element is measured, in pixels. */
const FIRST_HEIGHT = 640;

export interface Windowing {
  /** The places of the rows to draw, ascending. */
  readonly visible: ComputedRef<number[]>;
  readonly height: ComputedRef<number>;
  /** How many rows fit on a page, for Page Up and Page Down. */
  readonly page: ComputedRef<number>;
  readonly onScroll: () => void;
  /** Scrolls as little as needed to show all of a row. */
  readonly reveal: (place: number) => void;
}

/**
 * Draws only the visible rows of a long list. All rows have the same height.
 *
 * @param kept a row that is always drawn, because it has the focus
 */
export function useWindowing(
  scroller: Ref<HTMLElement | null>,
  count: () => number,
  rowHeight: MaybeRefOrGetter<number>,
  kept: () => number,
): Windowing {
  const scrollTop = ref(0);
  const clientHeight = ref(FIRST_HEIGHT);
  useResizeObserver(scroller, ([entry]) => {
    if (entry !== undefined && entry.contentRect.height > 0) clientHeight.value = entry.contentRect.height;
  });

  const visible = computed(() => {
    const row = toValue(rowHeight);
    const first = Math.max(0, Math.floor(scrollTop.value / row) - OVERSCAN);
    const last = Math.min(count() - 1, Math.ceil((scrollTop.value + clientHeight.value) / row) + OVERSCAN);
    const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    const keep = kept();
    if (keep >= 0 && keep < first && keep < count()) places.unshift(keep);
    else if (keep > last && keep < count()) places.push(keep);
    return places;
  });

  return {
    visible,
    height: computed(() => count() * toValue(rowHeight)),
    page: computed(() => Math.max(1, Math.floor(clientHeight.value / toValue(rowHeight)) - 1)),
    onScroll: () => {
      scrollTop.value = scroller.value?.scrollTop ?? 0;
    },
    reveal(place) {
      const element = scroller.value;
      if (element === null) return;
      const row = toValue(rowHeight);
      const top = place * row;
      const seen = element.clientHeight || clientHeight.value;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + row > element.scrollTop + seen) element.scrollTop = top + row - seen;
      scrollTop.value = element.scrollTop;
    },
  };
}
