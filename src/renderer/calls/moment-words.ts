import type { CallMoment, CallView } from '#shared/contract/app-state.ts';
import type { WordKey } from '../i18n/i18n.ts';

/** The words for what a call is doing while it is on. After its end, the words are its after-call time. */
const ON: Readonly<Partial<Record<CallMoment, WordKey>>> = {
  preview: 'calls.moment.preview',
  ringing: 'calls.ringing',
  talking: 'calls.talking',
  held: 'calls.moment.held',
  conference: 'calls.moment.conference',
  transferring: 'calls.moment.transferring',
};

/** The key of the words for a call that is on: its moment, or its phase if the bus has told no moment. */
export function momentKey({ phase, moment }: Pick<CallView, 'phase' | 'moment'>): WordKey {
  return (
    (moment === null ? undefined : ON[moment]) ?? (phase === 'ringing' ? 'calls.ringing' : 'calls.talking')
  );
}
