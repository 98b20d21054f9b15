import type { Step } from './steps.ts';

const up: Step = { kind: 'linkUp', spread: false };
const down: Step = { kind: 'linkDown' };
const submit: Step = {
  kind: 'submit',
  call: 0,
  as: 'SetCallOutcomeWithComments',
  callbackIn: null,
};
const restart: Step = { kind: 'restart' };
const pass = (ms: number): Step => ({ kind: 'pass', ms });
const applied = (reply: 'prompt' | 'slow' | 'twice' | 'lost'): Step => ({
  kind: 'handle',
  pick: 0,
  verdict: 'apply',
  reply,
});
const refused: Step = { kind: 'handle', pick: 0, verdict: 'refuse', reply: 'prompt' };
const lateReply: Step = { kind: 'arrive', pick: 0, twice: false };
const lateReplyTwice: Step = { kind: 'arrive', pick: 0, twice: true };

/** A shrunk run in which an earlier version, or a draft of one, broke a promise. */
interface Regression {
  readonly name: string;
  /** The seed of the run; null if the run was constructed by hand. */
  readonly seed: number | null;
  readonly steps: readonly Step[];
}

const answersByItself: Step = { kind: 'manner', manner: 'answers' };

/** Kept as steps, not only as seeds, so that they stay the same when the mixtures change. Always run first. */
export const REGRESSIONS: readonly Regression[] = [
  {
    name: 'a correction waits if more replies are stray than it can outnumber',
    seed: 1845006821,
    steps: [
      up,
      submit,
      pass(290_000),
      applied('prompt'),
      submit,
      { kind: 'manner', manner: 'refuses' },
      pass(25_000),
    ],
  },
  {
    name: 'a late reply that may belong to either of two settles neither',
    seed: 4242,
    steps: [up, submit, pass(25_000), applied('twice'), submit, pass(25_000), pass(25_000), applied('twice')],
  },
  {
    name: 'after the reply to an earlier try, the later try’s reply stays stray for as long again',
    seed: 374_809_126,
    steps: [
      ...[up, submit, restart, answersByItself, pass(25_000), up, pass(290_000), submit],
      applied('prompt'),
    ],
  },
  {
    name: 'a request that LCM left unhandled for longer than any reply takes is never answered',
    seed: 1_893_847_213,
    steps: [
      ...[submit, up, pass(3_600_000), { kind: 'manner', manner: 'refuses' } as const],
      ...[applied('prompt'), submit, pass(290_000)],
    ],
  },
  {
    name: 'the late reply to the first of two tries does not settle the correction',
    seed: null,
    steps: [
      ...[up, submit, restart, up, applied('slow'), applied('prompt'), pass(300)],
      ...[submit, pass(10_200), refused, pass(1_000), pass(10_200), lateReply],
    ],
  },
  {
    name: 'a stray reply that comes twice counts once',
    seed: 4242,
    steps: [
      ...[up, submit, submit, down, applied('twice'), up, lateReplyTwice, lateReply, pass(25_000)],
      ...[applied('twice'), lateReply],
    ],
  },
  {
    name: 'a late reply that comes twice does not settle the correction',
    seed: 4242,
    steps: [up, submit, pass(50), applied('slow'), submit, pass(10_200), lateReplyTwice, lateReply],
  },
  {
    name: 'a reply that comes twice does not settle the correction',
    seed: 4242,
    steps: [up, submit, submit, applied('twice'), lateReply],
  },
  {
    name: 'a submission sent once stays unknown, even if it could not be sent again',
    seed: 4242,
    steps: [
      ...[up, submit, pass(25_000), applied('twice'), applied('twice'), applied('twice'), submit, pass(300)],
      ...[applied('twice'), down, pass(25_000)],
    ],
  },
  {
    name: 'a stray reply to the original does not mark a refused correction as delivered',
    seed: null,
    steps: [
      ...[up, submit, restart, up, applied('slow'), applied('prompt'), pass(300)],
      ...[submit, refused, pass(300), lateReply, pass(300)],
    ],
  },
  {
    name: 'a stray reply is distinguished from its own, even if the wall clock was set in between',
    seed: null,
    steps: [
      ...[up, submit, restart, up, applied('slow'), applied('prompt'), pass(300)],
      ...[{ kind: 'setWallClock', by: 86_400_000 } as const, submit, lateReply, pass(300)],
    ],
  },
];
