import { CheckCheck, CircleSlash, Hourglass, OctagonX, PauseCircle, Send } from '@lucide/vue';
import type { Component } from 'vue';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import type { Tone } from './tone.ts';
import { useWords } from '../i18n/i18n.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';

const TONES: Record<SubmissionState, Tone> = {
  queued: 'wait',
  sending: 'info',
  delivered: 'good',
  refused: 'bad',
  held: 'bad',
  superseded: 'calm',
  discarded: 'calm',
};

/** Every state. The list beside the type is part of a schema, which no page loads. */
export const STATES = Object.keys(TONES) as SubmissionState[];

const ICONS: Record<SubmissionState, Component> = {
  queued: Hourglass,
  sending: Send,
  delivered: CheckCheck,
  refused: OctagonX,
  held: PauseCircle,
  superseded: CircleSlash,
  discarded: CircleSlash,
};

/** The state of a submission as words, tone and icon. Call in a component's setup. */
export function useSubmissionState(): {
  readonly tone: (state: SubmissionState) => Tone;
  readonly icon: (state: SubmissionState) => Component;
  readonly name: (state: SubmissionState) => string;
  /** The state with its reason: "Refused: Invalid Call ID." */
  readonly words: (submission: Pick<SubmissionView, 'state' | 'reason'>) => string;
} {
  const { t } = useWords();
  const codes = useCodeWords();
  const name = (state: SubmissionState): string => t(`state.${state}`);
  return {
    tone: (state) => TONES[state],
    icon: (state) => ICONS[state],
    name,
    words: ({ state, reason }) =>
      reason === null || (state !== 'refused' && state !== 'held')
        ? name(state)
        : t('state.because', { state: name(state), reason: codes.reason(reason) }),
  };
}
