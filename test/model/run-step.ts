import { NotSavedError } from '#main/database/errors.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import { OPEN_STATES, NotAllowedError } from '#main/outbox/transitions.ts';
import type { NewSubmission } from '#main/outbox/outbox.ts';
import {
  doNotCallOf,
  draftOf,
  fieldEditOf,
  idOf,
  otherCampaignOf,
  referenceOf,
  wrapUpOf,
} from '#test/support/wrap-ups.ts';
import { settled } from '#test/support/fake-clock.ts';
import type { Step } from './steps.ts';
import { isWrapUp, type Known, type Truth } from './truth.ts';
import type { World } from './world.ts';

/** How long the app takes to start, in milliseconds: longer than a doubled reply comes after its first copy. */
const START_TIME = 500;

/** Applies one step to the app and to the model. @throws if the app did something wrong */
export async function runStep(step: Step, world: World, truth: Truth): Promise<void> {
  await act(step, world, truth);
  await settled();
  if (world.life.sqlite.isDead) {
    world.revive();
    await world.clock.advance(START_TIME);
  }
  world.lcm.age();
}

async function act(step: Step, world: World, truth: Truth): Promise<void> {
  const { clock, lcm, life } = world;
  switch (step.kind) {
    case 'submit':
      submit(step, world, truth);
      return;
    case 'correct':
      submitBeside(step, world, truth, (n, callId) => fieldEditOf(n, callId, step.fields), step.fields);
      return;
    case 'block':
      submitBeside(step, world, truth, doNotCallOf, []);
      return;
    case 'edit':
    case 'discard':
    case 'retry': {
      const known = pickSubmission(step.pick, world, truth);
      if (known === undefined) return;
      known.takenUp = true;
      ACTIONS[step.kind](known, world, truth);
      return;
    }
    case 'retryAll':
      life.outbox.retry(null);
      return;
    case 'beginCorrection':
      beginCorrection(`call-${step.call}`, world, truth);
      return;
    case 'cancelCorrection':
      cancelCorrection(`call-${step.call}`, world, truth);
      return;
    case 'closeCall':
      closeCall(`call-${step.call}`, world, truth);
      return;
    case 'linkUp':
      life.session.up(step.spread);
      return;
    case 'linkDown':
      life.session.down();
      return;
    case 'linkStalls':
      life.session.stall();
      return;
    case 'handle': {
      const calls = [...new Set(lcm.inbox.map(({ callId }) => callId))];
      const callId = calls[step.pick % calls.length];
      if (callId !== undefined) lcm.handle(callId, step.verdict, step.reply);
      return;
    }
    case 'arrive': {
      const reply = lcm.slowReplies[step.pick % lcm.slowReplies.length];
      if (reply !== undefined) lcm.arrive(reply, step.twice);
      return;
    }
    case 'manner':
      lcm.manner = step.manner;
      return;
    case 'pass':
      await clock.advance(step.ms);
      return;
    case 'sleep':
      if (step.noticed) await clock.sleep(step.ms);
      else world.sleepUnnoticed(step.ms);
      lcm.age();
      if (!step.linkSurvives) life.session.down();
      life.outbox.wake();
      return;
    case 'setWallClock':
      clock.setWall(clock.now() + step.by);
      return;
    case 'restart':
      world.restart();
      await clock.advance(START_TIME);
      return;
    case 'kill':
      life.sqlite.statementsToLive = step.afterStatements;
      if (step.afterStatements === 0) life.sqlite.kill();
      return;
    case 'disk':
      world.setDisk(step.fault);
      return;
  }
}

type Attempt = 'done' | 'notSaved' | 'notAllowed' | 'killed';

/** Does what the agent asks for. It may fail only for a reason that the world gives. */
function attempt(world: World, work: () => void): Attempt {
  const { sqlite } = world.life;
  try {
    work();
  } catch (error) {
    if (sqlite.isDead) return 'killed';
    if (error instanceof NotSavedError && !world.hasSoundDisk()) return 'notSaved';
    if (error instanceof NotAllowedError) return 'notAllowed';
    throw error;
  }
  return sqlite.isDead ? 'killed' : 'done';
}

function draftsOf(truth: Truth, callId: string): ReadonlySet<number | null> {
  return truth.drafts.get(callId) ?? new Set([null]);
}

/** Notes the draft of a call after an attempt to change it to `next`. */
function noteDraft(truth: Truth, callId: string, next: number | null, came: Attempt): void {
  if (came === 'done') truth.drafts.set(callId, new Set([next]));
  if (came === 'killed') truth.drafts.set(callId, new Set([...draftsOf(truth, callId), next]));
}

function submit(step: Extract<Step, { kind: 'submit' }>, world: World, truth: Truth): void {
  const { outbox, calls } = world.life;
  const { others = [] } = step;
  const n = world.takeNumber(1 + others.length);
  const callId = `call-${step.call}`;
  const agent = step.by ?? 'agent-1';
  const at = step.callbackIn === null ? null : world.clock.now() + step.callbackIn;
  const input = {
    ...wrapUpOf(n, callId),
    agent,
    call: step.as,
    ...(at === null ? {} : { callbackAt: at, callbackUntil: at, callbackZone: 'Europe/Madrid' }),
  };
  const own: Known = {
    n,
    callId,
    agent,
    call: step.as,
    fields: null,
    campaign: 0,
    together: n,
    payload: JSON.stringify(input.data),
    callbackUntil: at,
    certain: true,
    takenUp: false,
  };
  const toOthers = others.map((campaign, index) => {
    const there = otherCampaignOf(n + index + 1, callId, campaign);
    const known = {
      ...own,
      n: n + index + 1,
      campaign,
      payload: JSON.stringify(there.data),
      callbackUntil: null,
    };
    return { input: { ...there, agent, call: step.as }, known };
  });
  const known = [own, ...toOthers.map((other) => other.known)];

  const opened = attempt(world, () => {
    calls.open(referenceOf(callId), 'hand', 'ended');
  });
  if (opened !== 'done') return;
  const drafted = attempt(world, () => calls.saveDraft(callId, draftOf(n)));
  noteDraft(truth, callId, n, drafted);
  if (drafted !== 'done') return;
  const saved = attempt(world, () => {
    const views = outbox.submitAll([input, ...toOthers.map((other) => other.input)]);
    const isAll = views.every(({ id, state }, index) => id === idOf(n + index) && state === 'queued');
    if (views.length !== known.length || !isAll) throw new Error('It answers with something else');
  });
  noteDraft(truth, callId, null, saved);
  for (const one of known) {
    if (saved === 'done') truth.submissions.set(one.n, one);
    if (saved === 'killed') truth.submissions.set(one.n, { ...one, certain: false });
  }
}

/** Submits what is no wrap-up. No draft changes, and the call stays where it is. */
function submitBeside(
  step: Extract<Step, { kind: 'correct' | 'block' }>,
  world: World,
  truth: Truth,
  make: (n: number, callId: string) => NewSubmission,
  fields: readonly string[],
): void {
  const { outbox, calls } = world.life;
  const n = world.takeNumber();
  const callId = `call-${step.call}`;
  const opened = attempt(world, () => {
    calls.open(referenceOf(callId), 'hand', 'ended');
  });
  if (opened !== 'done') return;
  const wrappedAt = calls.get(callId)?.wrappedAt;
  const input = { ...make(n, callId), agent: step.by ?? 'agent-1' };
  const known: Known = {
    n,
    callId,
    agent: input.agent,
    call: input.call,
    fields,
    campaign: 0,
    together: n,
    payload: JSON.stringify(input.data),
    callbackUntil: null,
    certain: true,
    takenUp: false,
  };
  const saved = attempt(world, () => {
    const view = outbox.submit(input);
    if (view.id !== idOf(n) || view.state !== 'queued') throw new Error('It answers with something else');
    if (calls.get(callId)?.wrappedAt !== wrappedAt)
      throw new Error('What is no wrap-up takes its call off the list');
  });
  if (saved === 'done') truth.submissions.set(n, known);
  if (saved === 'killed') truth.submissions.set(n, { ...known, certain: false });
}

/** Mostly a submission that is not settled; sometimes any, to see it refused. */
function pickSubmission(pick: number, world: World, truth: Truth): Known | undefined {
  const all = [...truth.submissions.values()];
  const open: readonly SubmissionState[] = OPEN_STATES;
  const candidates =
    pick % 8 === 0
      ? all
      : all.filter(({ n }) => open.includes(world.life.outbox.view(idOf(n))?.state ?? 'delivered'));
  return candidates[pick % candidates.length];
}

type Action = (known: Known, world: World, truth: Truth) => void;

const ACTIONS: Record<'edit' | 'discard' | 'retry', Action> = {
  edit(known, world, truth) {
    const { n, callId, campaign } = known;
    if (campaign > 0) {
      editOther(known, world, truth);
      return;
    }
    const before = draftsOf(truth, callId);
    const came = attempt(world, () => {
      world.life.outbox.edit(idOf(n));
    });
    if (isWrapUp(known)) for (const draft of before) noteDraft(truth, callId, draft ?? n, came);
  },
  discard({ n }, world) {
    const came = attempt(world, () => world.life.outbox.discard(idOf(n), `the agent drops ${n}`));
    const view = came === 'done' ? world.life.outbox.view(idOf(n)) : null;
    if (came === 'done' && view?.reason !== `the agent drops ${n}`) throw new Error('The reason is lost');
  },
  retry({ n }, world) {
    attempt(world, () => world.life.outbox.retry(idOf(n)));
  },
};

/** What was said to another campaign is corrected with the wrap-up of the call. */
function editOther({ n, callId }: Known, world: World, truth: Truth): void {
  const latest = latestOf(callId, world);
  const before = draftsOf(truth, callId);
  const own = latest === null ? undefined : truth.submissions.get(latest);
  if (own !== undefined) own.takenUp = true;
  const came = attempt(world, () => {
    world.life.outbox.edit(idOf(n));
  });
  for (const draft of before) noteDraft(truth, callId, draft ?? latest, came);
}

/** The latest wrap-up of the call that was neither superseded nor discarded, as the app tells. */
function latestOf(callId: string, world: World): number | null {
  const [row] = world.life.store.lastOfCall(callId, 'disposition', 1);
  return row === undefined ? null : Number(row.id.split('-').at(-1));
}

function beginCorrection(callId: string, world: World, truth: Truth): void {
  if (world.life.calls.get(callId) === null) return;
  const n = latestOf(callId, world);
  const before = draftsOf(truth, callId);
  const known = n === null ? undefined : truth.submissions.get(n);
  if (known !== undefined) known.takenUp = true;
  const came = attempt(world, () => {
    world.life.outbox.correct(callId);
  });
  for (const draft of before) noteDraft(truth, callId, draft ?? n, came);
  const wrapped = world.life.sqlite.isDead ? null : world.life.calls.get(callId);
  if (came === 'done' && n !== null && wrapped?.wrappedAt !== null && wrapped?.correcting === null)
    throw new Error('A correction was not begun');
}

function cancelCorrection(callId: string, world: World, truth: Truth): void {
  const call = world.life.calls.get(callId);
  const came = attempt(world, () => world.life.outbox.cancelCorrection(callId));
  if ((call?.correcting ?? null) !== null) noteDraft(truth, callId, null, came);
}

function closeCall(callId: string, world: World, truth: Truth): void {
  const { calls } = world.life;
  if (calls.get(callId) === null) return;
  const came = attempt(world, () => calls.close(callId));
  noteDraft(truth, callId, null, came);
}
