import { isSameZone, machineZone } from '#shared/callback/wall-clock.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import type { DoNotCallWish } from '#shared/draft/block.ts';
import type { ContactField, CallFacts } from '#shared/lcm/call-facts.ts';
import { maskNumber } from '#shared/text/contact-number.ts';
import { planDoNotCall, type DoNotCallResult } from '#shared/wrapup/do-not-call.ts';
import { useApp } from '../api/app.ts';
import { callName } from '../calls/call-name.ts';
import { useWords } from '../i18n/i18n.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useClock } from '../ui/clock.ts';

/** What is asked of LCM for a call. */
interface Asked {
  readonly wish: DoNotCallWish;
  readonly call: CallView;
  readonly facts: CallFacts;
  /** The business field and its value, if that is the scope. */
  readonly field: Pick<ContactField, 'name' | 'value'> | null;
}

/** Says in one sentence what would come of a do-not-call. Call in a component's setup. */
export function useBlockSentence(): {
  /** What would be saved, or why it cannot; null before the state is known. */
  readonly plan: (asked: Asked) => DoNotCallResult | null;
  /** The sentence in plain words; null if it cannot be saved. */
  readonly sentence: (asked: Asked) => string | null;
} {
  const app = useApp();
  const clock = useClock();
  const formats = useFormats();
  const { t } = useWords();

  function plan({ wish, call, facts }: Asked): DoNotCallResult | null {
    if (app.state === null) return null;
    const { agent, form } = app.state;
    return planDoNotCall(wish, {
      ...{ call, agent, form, facts },
      ...{ machineZone: machineZone(), now: clock.lcmNow },
    });
  }

  /** A name or a number keeps its own direction within the sentence. */
  const apart = (text: string, isNumber: boolean): string => `${isNumber ? '\u2066' : '\u2068'}${text}\u2069`;

  function whom({ wish, call, facts, field }: Asked): string {
    const number = facts.mode?.value.contactNumber ?? '';
    if (wish.scope === 'number')
      return apart(app.state?.form.maskNumbers === false ? number : maskNumber(number), true);
    return apart(field === null ? callName(call) : t('outbox.field', field), false);
  }

  return {
    plan,
    sentence(asked) {
      const result = plan(asked);
      if (result?.ok !== true) return null;
      const { until } = result.plan;
      const { scope } = asked.wish;
      if (until === null) return t(`doNotCall.never.${scope}`, { whom: whom(asked) });
      const time = formats.span(until.at, null, until.zone, true);
      const isHere = isSameZone(until.zone, machineZone());
      const named = isHere ? time : `${time}, ${formats.zone(until.zone, until.at)}`;
      return t(`doNotCall.until.${scope}`, { whom: whom(asked), time: apart(named, false) });
    },
  };
}
