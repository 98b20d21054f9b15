import * as fc from 'fast-check';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { DiskFault } from './fragile-sqlite.ts';
import type { Manner, ReplyFate, Verdict } from './lcm.ts';

/**
 * One event: the agent, the link, LCM, time, the disk or the process does something. Plain data, so that a failing
 * run can be kept. `pick` chooses among the candidates at that moment, by remainder. Times are in milliseconds.
 */
export type Step =
  /**
   * Opens a call if necessary, writes a draft and submits it. The second time for a call it is a correction, or a
   * colleague's own wrap-up. The agent is the first one if none is named.
   */
  | {
      kind: 'submit';
      call: number;
      as: SetCallName;
      callbackIn: number | null;
      by?: 'agent-1' | 'agent-2';
      /** The other campaigns of the contact that get it too, saved together with it. */
      others?: readonly number[];
    }
  /** Opens a call if necessary and corrects fields of its contact. The agent's draft and the list stay as they are. */
  | { kind: 'correct'; call: number; fields: readonly string[]; by?: 'agent-1' | 'agent-2' }
  /** Opens a call if necessary and asks that nobody calls any more. The draft and the list stay as they are. */
  | { kind: 'block'; call: number; by?: 'agent-1' | 'agent-2' }
  | { kind: 'edit'; pick: number }
  | { kind: 'discard'; pick: number }
  | { kind: 'retry'; pick: number }
  | { kind: 'retryAll' }
  /** Corrects the latest wrap-up of a call, delivered or not. A submit ends the correction. */
  | { kind: 'beginCorrection'; call: number }
  | { kind: 'cancelCorrection'; call: number }
  /** The agent takes a call off the list, which also closes an edit. */
  | { kind: 'closeCall'; call: number }
  | { kind: 'linkUp'; spread: boolean }
  | { kind: 'linkDown' }
  /** The link is dead, and only the next send notices. */
  | { kind: 'linkStalls' }
  | { kind: 'handle'; pick: number; verdict: Verdict; reply: ReplyFate }
  | { kind: 'arrive'; pick: number; twice: boolean }
  | { kind: 'manner'; manner: Manner }
  | { kind: 'pass'; ms: number }
  /** `noticed`: whether the monotonic clock counts the sleep. */
  | { kind: 'sleep'; ms: number; noticed: boolean; linkSurvives: boolean }
  | { kind: 'setWallClock'; by: number }
  | { kind: 'restart' }
  /** The process is killed after this many more statements. */
  | { kind: 'kill'; afterStatements: number }
  | { kind: 'disk'; fault: DiskFault | null };

const DAY = 86_400_000;
const OUTCOME = 'SetCallOutcomeWithComments';

type Arbitraries = { readonly [K in Step['kind']]: fc.Arbitrary<Extract<Step, { kind: K }>> };

const pick = fc.nat({ max: 999 });
const kind = <K extends Step['kind']>(value: K) => fc.constant(value);

/** Mostly the same few calls, so that corrections are common; in all, more than may be in flight at once. */
const call = fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, 4, 5);

const others = fc.constantFrom<(readonly number[])[]>([], [], [], [1], [2, 1]);

const fields = fc.constantFrom(['FName'], ['LName'], ['FName', 'LName']);

const anyOf: Arbitraries = {
  submit: fc.record({
    kind: kind('submit'),
    call,
    as: fc.constantFrom(OUTCOME, OUTCOME, 'SetBusinessOutcomeWithComments'),
    callbackIn: fc.option(fc.constantFrom(100, 15_000, 120_000, 3_600_000), { freq: 4 }),
    by: fc.constantFrom('agent-1', 'agent-1', 'agent-1', 'agent-2'),
    others,
  }),
  correct: fc.record({
    kind: kind('correct'),
    call,
    fields,
    by: fc.constantFrom('agent-1', 'agent-1', 'agent-1', 'agent-2'),
  }),
  block: fc.record({ kind: kind('block'), call, by: fc.constantFrom('agent-1', 'agent-1', 'agent-2') }),
  edit: fc.record({ kind: kind('edit'), pick }),
  discard: fc.record({ kind: kind('discard'), pick }),
  retry: fc.record({ kind: kind('retry'), pick }),
  retryAll: fc.record({ kind: kind('retryAll') }),
  beginCorrection: fc.record({ kind: kind('beginCorrection'), call }),
  cancelCorrection: fc.record({ kind: kind('cancelCorrection'), call }),
  closeCall: fc.record({ kind: kind('closeCall'), call }),
  linkUp: fc.record({ kind: kind('linkUp'), spread: fc.boolean() }),
  linkDown: fc.record({ kind: kind('linkDown') }),
  linkStalls: fc.record({ kind: kind('linkStalls') }),
  handle: fc.record({
    kind: kind('handle'),
    pick,
    verdict: fc.constantFrom('apply', 'apply', 'apply', 'refuse', 'vanish'),
    reply: fc.constantFrom('prompt', 'prompt', 'slow', 'slow', 'twice', 'lost'),
  }),
  arrive: fc.record({ kind: kind('arrive'), pick, twice: fc.boolean() }),
  manner: fc.record({
    kind: kind('manner'),
    manner: fc.constantFrom('byHand', 'byHand', 'answers', 'refuses', 'staysSilent'),
  }),
  pass: fc.record({
    kind: kind('pass'),
    ms: fc.constantFrom(50, 300, 1_000, 5_000, 11_000, 25_000, 70_000, 290_000, 3_600_000),
  }),
  sleep: fc.record({
    kind: kind('sleep'),
    ms: fc.constantFrom(60_000, 4 * 3_600_000),
    noticed: fc.boolean(),
    linkSurvives: fc.boolean(),
  }),
  setWallClock: fc.record({ kind: kind('setWallClock'), by: fc.constantFrom(-DAY, DAY) }),
  restart: fc.record({ kind: kind('restart') }),
  kill: fc.record({ kind: kind('kill'), afterStatements: fc.nat({ max: 30 }) }),
  disk: fc.record({
    kind: kind('disk'),
    fault: fc.constantFrom(null, null, 'begin', 'write', 'commit'),
  }),
};

/** One call, one LCM call, short times. This makes replies that could belong to another submission. */
const ofOneCall: Arbitraries = {
  ...anyOf,
  submit: fc.record({
    kind: kind('submit'),
    call: fc.constant(0),
    as: fc.constant(OUTCOME),
    callbackIn: fc.constant(null),
    others,
  }),
  correct: fc.record({ kind: kind('correct'), call: fc.constant(0), fields }),
  // Their replies name no call, so those of several calls could be taken for each other.
  block: fc.record({ kind: kind('block'), call: fc.constantFrom(0, 1, 2) }),
  closeCall: fc.record({ kind: kind('closeCall'), call: fc.constant(0) }),
  handle: fc.record({
    kind: kind('handle'),
    pick: fc.constant(0),
    verdict: fc.constantFrom('apply', 'apply', 'refuse', 'vanish'),
    reply: fc.constantFrom('prompt', 'slow', 'slow', 'lost'),
  }),
  pass: fc.record({ kind: kind('pass'), ms: fc.constantFrom(300, 1_000, 10_200, 25_000) }),
};

/** The same within moments. This makes replies that come twice. */
const ofMoments: Arbitraries = {
  ...ofOneCall,
  handle: fc.record({
    kind: kind('handle'),
    pick: fc.constant(0),
    verdict: fc.constantFrom('apply', 'apply', 'refuse'),
    reply: fc.constantFrom('twice', 'twice', 'slow', 'prompt'),
  }),
  pass: fc.record({ kind: kind('pass'), ms: fc.constantFrom(50, 150, 300, 10_200, 25_000) }),
};

/** Many calls, and an LCM that mostly answers at once. This makes a queue of which some is marked before it is sent. */
const ofManyCalls: Arbitraries = {
  ...anyOf,
  submit: fc.record({
    kind: kind('submit'),
    call: fc.nat({ max: 30 }),
    as: fc.constant(OUTCOME),
    callbackIn: fc.option(fc.constantFrom(15_000, 3_700_000), { freq: 4 }),
  }),
  handle: fc.record({
    kind: kind('handle'),
    pick,
    verdict: fc.constantFrom('apply', 'apply', 'apply', 'refuse'),
    reply: fc.constantFrom('prompt', 'prompt', 'prompt', 'prompt', 'prompt', 'slow'),
  }),
  linkUp: fc.record({ kind: kind('linkUp'), spread: fc.constant(false) }),
  pass: fc.record({ kind: kind('pass'), ms: fc.constantFrom(20, 20, 20, 50, 300) }),
};

function mix(arbitraries: Arbitraries, weights: { readonly [K in Step['kind']]?: number }) {
  const kinds = Object.keys(weights) as Step['kind'][];
  return fc.oneof(
    ...kinds.map((one) => ({ weight: weights[one] ?? 0, arbitrary: arbitraries[one] as fc.Arbitrary<Step> })),
  );
}

/** The steps of a run. Each mixture makes other coincidences likely. */
export const MIXTURES: readonly fc.Arbitrary<Step>[] = [
  mix(anyOf, {
    submit: 8,
    correct: 5,
    block: 3,
    edit: 2,
    beginCorrection: 2,
    cancelCorrection: 1,
    discard: 1,
    retry: 5,
    retryAll: 1,
    closeCall: 1,
    linkUp: 4,
    linkDown: 2,
    linkStalls: 1,
    handle: 12,
    arrive: 4,
    manner: 2,
    pass: 8,
    sleep: 1,
    setWallClock: 1,
    restart: 1,
    kill: 2,
    disk: 2,
  }),
  mix(ofOneCall, {
    submit: 8,
    correct: 3,
    block: 4,
    linkUp: 8,
    linkDown: 4,
    linkStalls: 1,
    handle: 18,
    arrive: 10,
    pass: 14,
    retryAll: 2,
    restart: 4,
    setWallClock: 1,
  }),
  mix(ofMoments, { submit: 5, correct: 2, block: 3, linkUp: 2, linkDown: 1, handle: 8, arrive: 6, pass: 5 }),
  mix(anyOf, {
    submit: 8,
    correct: 5,
    block: 3,
    edit: 4,
    beginCorrection: 3,
    cancelCorrection: 3,
    discard: 2,
    retry: 6,
    closeCall: 3,
    linkUp: 2,
    linkDown: 1,
    handle: 4,
    manner: 1,
    pass: 3,
    setWallClock: 1,
    restart: 1,
    kill: 6,
    disk: 5,
  }),
  mix(ofManyCalls, {
    submit: 36,
    correct: 3,
    block: 2,
    edit: 3,
    beginCorrection: 2,
    cancelCorrection: 1,
    discard: 4,
    retry: 4,
    closeCall: 1,
    linkUp: 6,
    linkDown: 2,
    handle: 18,
    pass: 2,
    restart: 2,
    kill: 1,
    disk: 1,
  }),
];
