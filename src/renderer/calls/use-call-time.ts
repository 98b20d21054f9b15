import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useApp } from '../api/app.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useWords } from '../i18n/i18n.ts';
import { useClock } from '../ui/clock.ts';
import { afterCallTime, type AfterCallStage } from './after-call-time.ts';
import { mayBeOver } from './missed-end.ts';
import { momentKey } from './moment-words.ts';

/** What a call is doing, such as ringing or on hold, or its after-call time and limit. */
export interface CallTime {
  readonly stage: AfterCallStage;
  /** All of it in one sentence, for screen readers. */
  readonly words: string;
  /** The sentence without the note, for where the note stands beside it. */
  readonly brief: string;
  /** For the eye: the time alone, or what the call is doing. */
  readonly figure: string;
  /** The limit, if there is one, to stand after the figure. */
  readonly limit: string | null;
  /** What is to be known near the limit or after it. */
  readonly note: string | null;
}

/** The time of a call, each second anew. Call in a component's setup. */
export function useCallTime(of: MaybeRefOrGetter<CallView>): ComputedRef<CallTime> {
  const app = useApp();
  const clock = useClock();
  const formats = useFormats();
  const { t } = useWords();

  const doing = (words: string): CallTime => ({
    stage: 'calm',
    words,
    brief: words,
    figure: words,
    limit: null,
    note: null,
  });

  return computed(() => {
    const call = toValue(of);
    const { phase, afterCall, endedAt, openedAt } = call;
    if (app.state !== null && mayBeOver(call, app.state.link, clock.now))
      return doing(t('calls.perhapsOver'));
    if (phase !== 'ended') return doing(t(momentKey(call)));

    const none = { startedAt: endedAt ?? openedAt, endsAt: null, warnAt: null };
    const { stage, gone, limit, left } = afterCallTime(afterCall ?? none, clock.now);
    const time = formats.duration(gone);
    if (limit === null || left === null) return { ...doing(t('calls.afterCall', { time })), figure: time };
    // Rounded up, so that zero means no time is left.
    const rest = formats.duration(left + 999);
    const most = formats.duration(limit);
    const isNear = stage === 'warning';
    if (stage !== 'over' && afterCall?.show === 'down') {
      const words = t(isNear ? 'afterCall.onlyLeft' : 'afterCall.left', { time: rest });
      return { ...doing(words), stage, figure: rest, limit: t('afterCall.leftOf', { limit: most }) };
    }
    const up = { stage, figure: time, limit: t('afterCall.of', { limit: most }) };
    const brief = t('afterCall.up', { time, limit: most });
    if (stage === 'over') {
      const over = { time: formats.duration(-left) };
      const note = t(afterCall?.atEnd === 'submit' ? 'afterCall.overSubmits' : 'afterCall.over', over);
      return { ...up, words: t('afterCall.over', over), brief, note };
    }
    if (!isNear) return { ...up, words: brief, brief, note: null };
    const words = t('afterCall.upOnlyLeft', { time, limit: most, left: rest });
    return { ...up, words, brief, note: t('afterCall.onlyLeft', { time: rest }) };
  });
}
