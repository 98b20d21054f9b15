import { computed, onMounted, ref, type ComputedRef } from 'vue';
import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import { useApp } from '../api/app.ts';
import { useWords } from '../i18n/i18n.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useClock } from '../ui/clock.ts';
import { useCallbackWords } from './use-callback-words.ts';

/** The first callback that is due, and what is said of it and of how many others. Call in a component's setup. */
export function useReminder(): {
  readonly first: ComputedRef<MyCallback | null>;
  /** '' if none is due. */
  readonly reminder: ComputedRef<string>;
  /** For a status that is always in the page: what is there together with its words is not read out. */
  readonly spoken: ComputedRef<string>;
} {
  const app = useApp();
  const clock = useClock();
  const formats = useFormats();
  const words = useCallbackWords();
  const { t } = useWords();

  const due = computed(() => app.state?.callbacks.due ?? []);
  const first = computed(() => due.value[0] ?? null);
  const reminder = computed(() => {
    if (first.value === null) return '';
    const said = t('callbacks.reminder', {
      time: formats.moment(first.value.at, clock.now),
      name: words.name(first.value),
    });
    const others = due.value.length - 1;
    return others === 0 ? said : `${said} · ${t('callbacks.more', { n: formats.number(others) }, others)}`;
  });
  const isThere = ref(false);
  onMounted(() => {
    isThere.value = true;
  });
  return { first, reminder, spoken: computed(() => (isThere.value ? reminder.value : '')) };
}
