import {
  CheckCheck,
  CloudOff,
  Hourglass,
  KeyRound,
  LoaderCircle,
  OctagonX,
  Save,
  Send,
  Settings2,
  ShieldX,
  TriangleAlert,
  Unplug,
} from '@lucide/vue';
import { computed, type Component } from 'vue';
import type { OutboxSummary } from '#shared/contract/app-state.ts';
import { useApp } from '../api/app.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useWords, type WordKey } from '../i18n/i18n.ts';
import { useClock } from '../ui/clock.ts';
import type { Tone } from '../ui/tone.ts';
import { useStatus, type Cause } from './status.ts';

interface Look {
  readonly icon: Component;
  readonly tone: Tone;
  /** What becomes of the wrap-ups, and what the agent can do. */
  readonly advice: WordKey | null;
}

const LOOKS: Readonly<Record<Cause, Look>> = {
  gone: { icon: CloudOff, tone: 'bad', advice: 'status.advice.gone' },
  unsaved: { icon: Save, tone: 'bad', advice: 'status.advice.unsaved' },
  settings: { icon: Settings2, tone: 'bad', advice: 'status.advice.mend' },
  certificate: { icon: ShieldX, tone: 'bad', advice: 'status.advice.mend' },
  signedOut: { icon: KeyRound, tone: 'bad', advice: 'status.advice.signIn' },
  signIn: { icon: KeyRound, tone: 'bad', advice: 'status.advice.mend' },
  refused: { icon: OctagonX, tone: 'bad', advice: 'status.advice.mend' },
  unreachable: { icon: Unplug, tone: 'wait', advice: 'status.advice.wait' },
  connecting: { icon: LoaderCircle, tone: 'calm', advice: null },
};

/** On a working link, a wrap-up is delivered within this time; a longer wait is worth a word. In milliseconds. */
const SOON_MS = 15_000;

const NOTHING: OutboxSummary = { waiting: 0, sending: 0, refused: 0, held: 0, elsewhere: 0, oldestAt: null };

/** The status in words and looks. Call in a component's setup. */
export function useStatusWords() {
  const app = useApp();
  const clock = useClock();
  const codes = useCodeWords();
  const formats = useFormats();
  const status = useStatus();
  const { t } = useWords();

  const outbox = computed(() => app.state?.outbox ?? NOTHING);
  const isLate = computed(
    () => outbox.value.oldestAt !== null && clock.now - outbox.value.oldestAt > SOON_MS,
  );
  const counted = (key: 'refused' | 'held' | 'waiting', n: number): string[] =>
    n > 0 ? [t(`outbox.${key}Count`, { n: formats.number(n) }, n)] : [];
  const needsAgent = computed(() => [
    ...counted('refused', outbox.value.refused),
    ...counted('held', outbox.value.held),
  ]);
  const waiting = computed(() => counted('waiting', outbox.value.waiting + outbox.value.sending));

  const since = computed(() =>
    status.since === null ? '' : formats.moment(status.since, Math.max(clock.now, status.since)),
  );
  /** The cause, with the time of its beginning; null if all is well. */
  const headline = computed(() => {
    if (app.refusal !== null) return codes.reason(app.refusal);
    return status.cause === null ? null : t(`status.cause.${status.cause}`, { since: since.value });
  });
  /** The core's or LCM's own reason in whole words, if it says more than the headline. */
  const reason = computed(() => {
    const isOfLink = status.cause !== 'gone' && status.cause !== 'unsaved' && status.cause !== null;
    const why = status.link?.reason ?? null;
    return isOfLink && why !== null ? codes.reason(why) : null;
  });
  /** What becomes of the wrap-ups meanwhile, and what the agent can do; null if all is well. */
  const advice = computed(() => {
    const key = status.cause === null || app.refusal !== null ? null : LOOKS[status.cause].advice;
    return key === null ? null : t(key);
  });
  /** When the next try is; null if none will come. It changes every second. */
  const nextTry = computed(() => {
    if (!status.isTried || status.link === null) return null;
    const { nextTryAt } = status.link;
    const seconds = nextTryAt === null ? 0 : Math.ceil((nextTryAt - clock.now) / 1000);
    return seconds > 0 ? t('link.nextTry', { seconds }) : t('link.tryingNow');
  });

  const tone = computed<Tone>(() => {
    if (needsAgent.value.length > 0) return 'bad';
    if (status.cause !== null) return LOOKS[status.cause].tone;
    return waiting.value.length > 0 && isLate.value ? 'wait' : 'calm';
  });
  const icon = computed(() => {
    if (status.cause !== null) return LOOKS[status.cause].icon;
    if (needsAgent.value.length > 0) return TriangleAlert;
    if (waiting.value.length === 0) return CheckCheck;
    return isLate.value ? Hourglass : Send;
  });
  /** What needs the agent, and the cause; else that all is well. Empty if wrap-ups only wait. */
  const cause = computed(() => {
    const parts = [...needsAgent.value, ...(headline.value === null ? [] : [headline.value])];
    if (parts.length > 0) return parts.join(' · ');
    return waiting.value.length > 0 ? '' : t('outbox.allDelivered');
  });
  /** That, and what waits. */
  const sentence = computed(() => [cause.value, ...waiting.value].filter((part) => part !== '').join(' · '));

  return {
    icon,
    tone,
    headline,
    reason,
    advice,
    nextTry,
    /** What waits in the outbox, by state; what needs the agent comes first. */
    counts: computed(() => [...needsAgent.value, ...waiting.value]),
    cause,
    /** How many wait; null if none does. */
    waiting: computed(() => waiting.value[0] ?? null),
    sentence,
  };
}
