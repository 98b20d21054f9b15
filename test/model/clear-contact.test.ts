import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { settled } from '#test/support/fake-clock.ts';
import { createFeedBench, type FeedBench } from '#test/support/feed-bench.ts';
import { wrapUp } from '#test/support/workbench.ts';

/** What the agent, the softphone, LCM, another application or the link does. Calls and agents are taken by name. */
type Step =
  | { kind: 'hear'; call: string; moment: 'ringing' | 'talking' | 'afterCallWork' | 'dropped' }
  | { kind: 'save' | 'clear' | 'correct'; call: string }
  | { kind: 'answer'; how: 'delivered' | 'refused' | 'timeout' | 'busy' }
  | { kind: 'error' | 'otherClears' | 'linkUp' | 'linkDown' }
  | { kind: 'signIn'; agent: string }
  | { kind: 'pass'; ms: number };

const LIMIT = 10_000;
const CLEAR = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact' };
const ANSWERS: Readonly<Record<Extract<Step, { kind: 'answer' }>['how'], DeliveryResult>> = {
  delivered: { kind: 'delivered' },
  refused: { kind: 'refused', reason: 'No.' },
  timeout: { kind: 'unknown', cause: 'timeout' },
  busy: { kind: 'unsent', cause: 'busy' },
};

/** What is true, as whoever watches the desk would note it. */
interface Truth {
  readonly softphone: Map<string, 'on' | 'acw' | 'left' | 'over'>;
  readonly unsaved: Set<string>;
  /** The call that was saved last, and by whom. */
  last: { call: string; by: string } | null;
  agent: string;
  isLinked: boolean;
  /** The wish of the agent, as long as it may be fulfilled. */
  wish: { call: string; until: number } | null;
  otherUntil: number;
  /** The calls that were cleared, without a word of LCM's against it since. */
  readonly sent: Set<string>;
}

/** Why a message that was just sent must not have been. */
function faults(truth: Truth, bench: FeedBench, target: string): string[] {
  const now = bench.clock.monotonic();
  const others = [...truth.unsaved].filter((call) => call !== target && truth.softphone.get(call) !== 'left');
  return [
    truth.isLinked ? '' : 'there is no link',
    truth.wish?.call === target ? '' : 'nobody asked for it, or the wish has ended',
    (truth.wish?.until ?? 0) >= now ? '' : 'it was queued',
    truth.last?.call === target && truth.last.by === truth.agent
      ? ''
      : 'it is not what this agent saved last',
    truth.softphone.get(target) === 'acw' ? '' : 'it is not in after-call work',
    others.length === 0 ? '' : `${others.join()} may be in after-call work`,
    bench.outbox.latestForCall(target)?.state === 'delivered' ? '' : 'LCM has not taken the wrap-up',
    bench.calls.get(target)?.correcting === null ? '' : 'it is being corrected',
    now >= truth.otherUntil ? '' : 'another application has just asked',
    truth.sent.has(target) ? 'it was sent twice' : '',
  ].filter((fault) => fault !== '');
}

function hear(bench: FeedBench, truth: Truth, { call, moment }: Extract<Step, { kind: 'hear' }>): void {
  const before = truth.softphone.get(call);
  const isOver = before === 'acw' || before === 'over' || before === 'left';
  if (before === undefined) truth.unsaved.add(call);
  if (moment === 'afterCallWork' && before !== 'left') truth.softphone.set(call, 'acw');
  else if (moment === 'dropped')
    truth.softphone.set(call, before === 'acw' || before === 'left' ? 'left' : 'over');
  else if (!isOver) truth.softphone.set(call, 'on');
  bench.calls.hear({
    ...{ call: { callId: call, lcmKey: `key-${call}`, type: 'OUTBOUND' }, moment, unmappedType: null },
    ...{ whose: 'own', isLeg: false, partOf: null, dialect: 'amazon outbound' },
  });
}

async function act(step: Step, bench: FeedBench, truth: Truth): Promise<void> {
  switch (step.kind) {
    case 'hear':
      hear(bench, truth, step);
      return;
    case 'save':
      if (bench.calls.get(step.call) === null) return;
      truth.unsaved.delete(step.call);
      truth.last = { call: step.call, by: truth.agent };
      bench.outbox.submit({ ...wrapUp(step.call), agent: truth.agent });
      return;
    case 'correct': {
      if (bench.outbox.latestForCall(step.call)?.state !== 'delivered') return;
      if (bench.outbox.latestForCall(step.call)?.withheld === true) return;
      bench.outbox.correct(step.call);
      bench.calls.changed.emit(step.call);
      return;
    }
    case 'clear':
      if (bench.calls.get(step.call) === null) return;
      // While one wish is open, the agent cannot have another.
      if (bench.clearing?.view()?.state !== 'waits')
        truth.wish = { call: step.call, until: bench.clock.monotonic() + LIMIT };
      bench.clearing?.ask(step.call);
      return;
    case 'answer':
      bench.results.push(ANSWERS[step.how]);
      return;
    case 'error':
      truth.sent.clear();
      bench.hear({ ...CLEAR, message: { errorType: 'SET_AGENTSTATE_FAILED' } });
      return;
    case 'otherClears':
      truth.otherUntil = bench.clock.monotonic() + LIMIT;
      bench.hear({ ...CLEAR, source: 'workspace' });
      return;
    case 'linkUp':
    case 'linkDown':
      truth.isLinked = step.kind === 'linkUp';
      if (!truth.isLinked) truth.wish = null;
      bench.link(truth.isLinked ? 'connected' : 'unreachable');
      return;
    case 'signIn':
      truth.agent = step.agent;
      truth.wish = null;
      bench.agent.signIn(step.agent);
      return;
    case 'pass':
      await bench.clock.advance(step.ms);
  }
}

const call = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const single: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('hear' as const),
    call,
    moment: fc.constantFrom('talking', 'afterCallWork', 'dropped', 'dropped', 'ringing'),
  }),
  fc.record({ kind: fc.constantFrom('save', 'clear', 'clear', 'correct'), call }),
  fc.record({
    kind: fc.constant('answer' as const),
    how: fc.constantFrom('delivered', 'refused', 'timeout', 'busy'),
  }),
  fc.record({ kind: fc.constantFrom('error', 'error', 'otherClears', 'linkUp', 'linkUp', 'linkDown') }),
  fc.record({ kind: fc.constant('signIn' as const), agent: fc.constantFrom('ana', 'ana', 'ben') }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, 5_000, 11_000, 70_000) }),
);
/** A call as it should be, with something in between. */
const whole = fc
  .tuple(call, fc.array(single, { maxLength: 2 }), fc.array(single, { maxLength: 2 }))
  .map(([one, between, after]): Step[] => [
    { kind: 'hear', call: one, moment: 'talking' },
    { kind: 'hear', call: one, moment: 'afterCallWork' },
    { kind: 'save', call: one },
    ...between,
    { kind: 'clear', call: one },
    ...after,
    { kind: 'pass', ms: 500 },
    { kind: 'hear', call: one, moment: 'dropped' },
  ]);
const steps = fc
  .array(fc.oneof({ weight: 2, arbitrary: whole }, { weight: 1, arbitrary: single.map((one) => [one]) }), {
    maxLength: 12,
    size: 'max',
  })
  .map((parts): Step[] => [{ kind: 'linkUp' }, ...parts.flat()]);

const numRuns = Number(process.env['AFTERWORD_MODEL_RUNS'] ?? 150);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

it(
  `after-call work is ended only for the call just saved, once, at that moment, in ${numRuns} runs`,
  { timeout: 7_200_000 },
  async () => {
    console.log(`AFTERWORD_SEED=${seed} AFTERWORD_MODEL_RUNS=${numRuns}`);
    const met = { sent: 0, refused: 0, notSent: 0 };
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const bench = createFeedBench({ calls: { busIsOwn: true, clearContact: true } });
        const truth: Truth = {
          ...{ softphone: new Map(), unsaved: new Set(), last: null, agent: 'ana', isLinked: false },
          ...{ wish: null, otherUntil: -Infinity, sent: new Set() },
        };
        // Every message is judged at the moment at which it leaves.
        const found: string[] = [];
        bench.onClear(() => {
          const target = bench.clearing?.view()?.callId ?? 'nothing';
          found.push(...faults(truth, bench, target));
          truth.sent.add(target);
          truth.wish = null;
          met.sent += 1;
        });
        try {
          for (const one of all) {
            await act(one, bench, truth);
            await settled();
            const state = bench.clearing?.view()?.state;
            if (state === 'refused' || state === 'notSent') met[state] += 1;
            expect(found).toEqual([]);
          }
        } finally {
          bench.remove();
        }
      }),
      { numRuns, seed },
    );
    console.log(met);
    // It proves something only if all of this happened.
    expect(Object.values(met).every((times) => times >= Math.floor(numRuns / 50))).toBe(true);
  },
);
