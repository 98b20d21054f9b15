import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import { machineZone, offsetAt } from '#shared/callback/wall-clock.ts';
import { isNumber, maskNumber } from '#shared/text/contact-number.ts';
import { useApp } from '../api/app.ts';
import { useWords } from '../i18n/i18n.ts';
import { useFormats } from '../i18n/use-formats.ts';

/** Words for a callback. Call in a component's setup. */
export function useCallbackWords(): {
  /** Whom it is for; numbers are masked unless the settings show them. */
  readonly name: (callback: Pick<MyCallback, 'contact' | 'number' | 'callId'>) => string;
  /** When, by the agent's clock. */
  readonly time: (callback: Pick<MyCallback, 'at' | 'until'>) => string;
  /** When by the contact's clock, with its zone, if that differs from the agent's; else null. */
  readonly timeThere: (callback: Pick<MyCallback, 'at' | 'until' | 'contactZone'>) => string | null;
} {
  const app = useApp();
  const formats = useFormats();
  const { t } = useWords();
  return {
    name({ contact, number, callId }) {
      const known = contact ?? number ?? callId;
      if (known === null) return t('callbacks.nobody');
      const isShown = app.state?.form.maskNumbers === false || (known !== number && !isNumber(known));
      return isShown ? known : maskNumber(known);
    },
    time: ({ at, until }) => formats.span(at, until),
    timeThere({ at, until, contactZone }) {
      if (contactZone === null || offsetAt(at, contactZone) === offsetAt(at, machineZone())) return null;
      return `${formats.span(at, until, contactZone)} · ${formats.zone(contactZone, at)}`;
    },
  };
}
