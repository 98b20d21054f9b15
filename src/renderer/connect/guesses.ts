import type { PhaseMeaning, TypeMeaning } from '#shared/contract/connect.ts';

/** Beginnings of words that softphones use, in the order in which they are tried. The languages are those of the screen. */
const PHASES: readonly (readonly [PhaseMeaning, RegExp])[] = [
  [
    'ended',
    /^(acw|after|drop|end|finish|hang|disconnect|releas|wrap|clear|complet|fin|termin|colg|beend|aufgelegt)/i,
  ],
  [
    'talking',
    /^(answer|talk|connected|active|custanswer|human|hold|confer|established|habl|conversa|gespräch)/i,
  ],
  ['ringing', /^(ring|alert|offer|initiat|preview|dial|start|connecting|son|llam|marc|kling|läut)/i],
];

const TYPES: readonly (readonly [TypeMeaning, RegExp])[] = [
  ['none', /consult|intern|transfer|confer/i],
  ['MANUAL', /manual/i],
  ['INBOUND', /inbound|incoming|entrante|eingehend|_in$/i],
  ['OUTBOUND', /out|campaign|campa|preview|regular|saliente|ausgehend/i],
];

/** The likely meaning of a phase; `ignore` where nothing is certain, such as for a code. */
export function guessedPhase(value: string): PhaseMeaning {
  return PHASES.find(([, words]) => words.test(value))?.[0] ?? 'ignore';
}

export function guessedType(value: string): TypeMeaning {
  return TYPES.find(([, words]) => words.test(value))?.[0] ?? 'OUTBOUND';
}
