import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { LinkState } from '#shared/contract/app-state.ts';
import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import { useApp } from '../api/app.ts';
import { useDrafts } from '../draft/drafts.ts';

/** What keeps wrap-ups from LCM, or what is typed from the core. */
export type Cause =
  | 'gone'
  | 'unsaved'
  | 'settings'
  | 'certificate'
  | 'signedOut'
  | 'signIn'
  | 'refused'
  | 'unreachable'
  | 'connecting';

/** What a refused link is due to, by the code of its reason. Every other reason is LCM's own refusal. */
const REFUSALS: readonly (readonly [code: RegExp, cause: Cause])[] = [
  [/^(noLcmSet|addressUn|notEncr|caFile|wrong|secret|client)/, 'settings'],
  [/^cert|^proxyC/, 'certificate'],
  [/^signIn/, 'signedOut'],
  [/^denied($|By)|^proxyS/, 'signIn'],
];

/** Without a usable address nothing is tried. */
const UNTRIED: ReadonlySet<string> = new Set<ReasonCode>(['noLcmSet', 'addressUnreadable', 'notEncrypted']);

/** For how long the first try, or one after a refusal, may go on before the screen says that it is connecting, in milliseconds. */
const HOLD_MS = 2_000;

/** Whether all is well between this screen, the core and LCM, and if not, why. The one place that judges it. */
export const useStatus = defineStore('status', () => {
  const app = useApp();
  const drafts = useDrafts();

  /** The link as it is shown: a short try changes nothing. Null before the first has an end. */
  const link = shallowRef<LinkState | null>(null);
  const {
    start: holdOn,
    stop: letGo,
    isPending: isHeld,
  } = useTimeoutFn(
    () => {
      link.value = app.state?.link ?? null;
    },
    HOLD_MS,
    { immediate: false },
  );
  watch(
    () => app.state?.link,
    (now) => {
      const isShort = link.value === null || link.value.status === 'refused';
      if (now?.status === 'connecting' && isShort) {
        if (link.value !== null) link.value = { ...link.value, nextTryAt: null };
        if (!isHeld.value) holdOn();
        return;
      }
      letGo();
      link.value = now ?? null;
    },
    { flush: 'sync', immediate: true },
  );

  /** When the core was lost, in milliseconds since the epoch; null while it is there. */
  const goneSince = ref<number | null>(null);
  watch(
    () => app.presence === 'gone',
    (isGone) => {
      goneSince.value = isGone ? Date.now() : null;
    },
    { immediate: true },
  );

  /** The cause to show; null if LCM is connected and the core saves what is typed. */
  const cause = computed<Cause | null>(() => {
    if (app.presence === 'gone') return 'gone';
    if (drafts.failing) return 'unsaved';
    if (link.value === null || link.value.status === 'connected') return null;
    if (link.value.status !== 'refused') return link.value.status;
    const code = link.value.reason?.code ?? '';
    return REFUSALS.find(([of]) => of.test(code))?.[1] ?? 'refused';
  });
  /** Whether no calls come in now, since LCM or the core is away. */
  const isAway = computed(() => cause.value !== null && cause.value !== 'unsaved');
  const since = computed(() => goneSince.value ?? link.value?.since ?? null);
  /** Whether Afterword goes on trying to reach LCM. */
  const isTried = computed(
    () =>
      app.presence !== 'gone' &&
      (link.value?.status === 'unreachable' || link.value?.status === 'refused') &&
      !UNTRIED.has(link.value.reason?.code ?? ''),
  );

  return { link, cause, isAway, since, isTried };
});
