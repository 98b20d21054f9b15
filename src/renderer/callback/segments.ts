import type { SegmentPart } from 'reka-ui';
import { computed } from 'vue';
import { asciiDigits } from '#shared/text/digits.ts';
import { useWords } from '../i18n/i18n.ts';
import { tags } from '../i18n/region.ts';

/** A part of a date or time that is entered part by part, as reka-ui gives it, or a sign between two parts. */
interface Segment {
  readonly part: SegmentPart;
  readonly value: string;
}

/** Half a day in milliseconds. */
const HALF_DAY = 12 * 60 * 60_000;

/**
 * What reka-ui does not do for the parts of dates and times: the region's order, the language's words for screen
 * readers, and digits of other scripts. Call in a component's setup.
 */
export function useSegments() {
  const { t } = useWords();
  const names = computed(() => new Intl.DisplayNames([tags.value.words], { type: 'dateTimeField' }));
  const months = computed(
    () => new Intl.DateTimeFormat(tags.value.words, { month: 'long', timeZone: 'UTC' }),
  );
  /** AM and PM in the agent's language. */
  const halves = computed(() => {
    const options = { hour: 'numeric', hour12: true, timeZone: 'UTC' } as const;
    const format = new Intl.DateTimeFormat(tags.value.words, options);
    const wordOf = (at: number): string | undefined =>
      format.formatToParts(at).find(({ type }) => type === 'dayPeriod')?.value;
    return { AM: wordOf(0) ?? 'AM', PM: wordOf(HALF_DAY) ?? 'PM' };
  });
  /** The parts of a date in figures, in the region's order, with the signs between them. */
  const order = computed(() => {
    const options = { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' } as const;
    const parts = new Intl.DateTimeFormat(tags.value.figures, options).formatToParts(0);
    const isDate = ({ type }: Intl.DateTimeFormatPart): boolean => type !== 'literal';
    return parts.slice(parts.findIndex(isDate), parts.findLastIndex(isDate) + 1);
  });

  const nameOf = (part: string): string => names.value.of(part) ?? part;
  const isHalf = (segment: Segment): segment is Segment & { readonly value: 'AM' | 'PM' } =>
    segment.part === 'dayPeriod';
  /** reka-ui shows a placeholder without digits in an empty part. */
  const isEmpty = (segment: Segment): boolean => !isHalf(segment) && !/\d/.test(segment.value);

  /** The text of a part. */
  function shown(segment: Segment): string {
    if (isHalf(segment)) return halves.value[segment.value];
    const isDatePart = ['day', 'month', 'year'].includes(segment.part);
    return isDatePart && isEmpty(segment) ? nameOf(segment.part) : segment.value;
  }

  return {
    /** The parts of a date in the region's order. */
    inOrder: (segments: readonly Segment[]): Segment[] =>
      order.value.flatMap(({ type, value }): Segment[] =>
        type === 'literal' ? [{ part: type, value }] : segments.filter(({ part }) => part === type),
      ),
    shown,
    /** The attributes of a part for screen readers. */
    spoken(segment: Segment): Record<string, string | undefined> {
      const name = nameOf(segment.part);
      if (isEmpty(segment)) {
        return { 'aria-label': name, 'aria-valuetext': t('callback.partEmpty'), 'aria-valuenow': undefined };
      }
      const month = Date.UTC(1970, Number(segment.value) - 1);
      const text = segment.part === 'month' ? months.value.format(month) : shown(segment);
      return { 'aria-label': name, 'aria-valuetext': text };
    },
    /** Listeners of the field, which type the ASCII key for a digit of another script or for a language's AM and PM. */
    keys: {
      onKeydownCapture(event: KeyboardEvent) {
        const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
        if (event.isComposing || (isShortcut && !event.getModifierState('AltGraph'))) return;
        const key = asciiKey(event.key, event.target, halves.value);
        if (key === event.key || event.target === null) return;
        event.preventDefault();
        event.stopPropagation();
        type(key, event.target);
      },
      // reka-ui has typed the ASCII digits by now.
      onCompositionend({ data }: CompositionEvent) {
        for (const character of data) {
          const key = asciiDigits(character);
          const at = document.activeElement;
          if (key !== character && key !== '' && at !== null) type(key, at);
        }
      },
    },
  };
}

function asciiKey(key: string, target: EventTarget | null, { AM, PM }: { AM: string; PM: string }): string {
  if (!/^.$/u.test(key)) return key;
  if (!(target instanceof HTMLElement) || target.dataset['rekaTimeFieldSegment'] !== 'dayPeriod') {
    return asciiDigits(key);
  }
  const typed = key.toLocaleLowerCase();
  if (AM.toLocaleLowerCase().startsWith(typed)) return 'a';
  return PM.toLocaleLowerCase().startsWith(typed) ? 'p' : key;
}

function type(key: string, target: EventTarget): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}
