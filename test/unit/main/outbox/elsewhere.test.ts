import { afterEach, expect, it } from 'vitest';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { transitionsOf } from '#test/support/transitions.ts';
import { createWorkbench, fieldEdit, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;

const benches: Workbench[] = [];
afterEach(() => Promise.all(benches.splice(0).map((bench) => bench.remove())));

function bench(...[options]: Parameters<typeof createWorkbench>): Workbench {
  const made = createWorkbench(options);
  benches.push(made);
  return made;
}

/** The same profile on another machine, as it is now. */
const copied = (from: Workbench, ...marks: string[]): Workbench => bench({ copyOf: from, marks });

const stateOf = ({ outbox }: Workbench, { id }: SubmissionView): string => {
  const view = outbox.view(id);
  return view === null ? '' : [view.state, view.reason].filter((part) => part !== null).join(' ');
};
const trail = async ({ outbox }: Workbench, { id }: SubmissionView): Promise<string[]> =>
  (await transitionsOf(outbox.history))
    .filter(({ submissionId }) => submissionId === id)
    .map(({ to, detail }) => `${to} ${detail}`)
    .reverse();

const HELD = 'held otherComputer';

it('holds what a copied profile brings, and each copy sends it only if its agent says so', async () => {
  const desk = bench({ marks: ['desk'] });
  const [one, two] = [desk.outbox.submit(wrapUp('a')), desk.outbox.submit(wrapUp('b'))];
  const laptop = copied(desk, 'laptop');
  laptop.outbox.linkUp(false);
  expect([one, two].map((each) => stateOf(laptop, each))).toEqual([HELD, HELD]);
  expect(laptop.outbox.summary()).toMatchObject({ waiting: 0, held: 2, elsewhere: 2 });
  expect(laptop.sender.all).toEqual([]);

  // Where it was saved, nothing is asked.
  await desk.restart();
  desk.outbox.linkUp(false);
  for (const sent of desk.sender.all) await sent.answer(delivered);
  expect([one, two].map((each) => stateOf(desk, each))).toEqual(['delivered', 'delivered']);

  laptop.outbox.answerElsewhere('sentThere');
  expect(laptop.outbox.summary()).toMatchObject({ held: 0, elsewhere: 0 });
  expect(await trail(laptop, one)).toEqual(['queued submitted', 'held otherComputer', 'discarded sentThere']);
  await laptop.restart();
  laptop.outbox.linkUp(false);
  expect(laptop.sender.all).toEqual([]);
});

it('sends all of it from here, in order, once the agent says so, and never asks again', async () => {
  const desk = bench({ marks: ['desk'] });
  const first = desk.outbox.submit(fieldEdit('a', { City: 'Lyon' }));
  const second = desk.outbox.submit(fieldEdit('a', { City: 'Lille', Zip: '59000' }));
  const third = desk.outbox.submit(fieldEdit('a', { City: 'Nice' }));
  const laptop = copied(desk, 'laptop');
  laptop.outbox.answerElsewhere('sendFromHere');
  expect(laptop.outbox.summary()).toMatchObject({ waiting: 2, elsewhere: 0 });
  await laptop.restart();
  laptop.outbox.linkUp(false);
  expect(stateOf(laptop, first)).toBe('superseded corrected');
  await laptop.sender.last().answer(delivered);
  await laptop.clock.advance(1_000);
  await laptop.sender.last().answer(delivered);
  expect([second, third].map((each) => stateOf(laptop, each))).toEqual(['delivered', 'delivered']);
  expect(laptop.sender.all).toHaveLength(2);
});

it('holds what was under way too, and does not send it before what corrects it here', async () => {
  const desk = bench({ marks: ['desk'] });
  desk.outbox.linkUp(false);
  const tried = desk.outbox.submit(wrapUp('a', 'first'));
  const sending = desk.outbox.submit(wrapUp('b'));
  await desk.sender.all[0]!.answer(unknown);
  const laptop = copied(desk, 'laptop');
  expect([tried, sending].map((each) => stateOf(laptop, each))).toEqual([HELD, HELD]);
  const better = laptop.outbox.submit(wrapUp('a', 'better'));
  expect(stateOf(laptop, tried)).toBe('superseded corrected');
  laptop.outbox.linkUp(false);
  await laptop.sender.last().answer(delivered);
  // The first reply may be the other computer's: both are on the agent's bus.
  await laptop.clock.advance(1_000);
  await laptop.sender.last().answer(delivered);
  expect(stateOf(laptop, better)).toBe('delivered');
  expect(new Set(laptop.sender.all.map(({ data }) => data['AgentComments']))).toEqual(new Set(['better']));
});

it('holds what was being edited there once the edit is closed here', () => {
  const desk = bench({ marks: ['desk'] });
  const edited = desk.outbox.submit(wrapUp('a'));
  desk.outbox.edit(edited.id);
  const laptop = copied(desk, 'laptop');
  laptop.outbox.linkUp(false);
  expect(stateOf(laptop, edited)).toBe('held beingEdited');
  laptop.outbox.cancelCorrection('a');
  expect(stateOf(laptop, edited)).toBe(HELD);
  expect(laptop.outbox.summary().elsewhere).toBe(1);
  expect(laptop.sender.all).toEqual([]);
});

it('goes on where it was saved if the profile comes back unanswered, and what was saved between is asked about', async () => {
  const profile = bench({ marks: ['desk'] });
  const atDesk = profile.outbox.submit(wrapUp('a'));
  profile.marks = ['laptop'];
  await profile.restart();
  const atLaptop = profile.outbox.submit(wrapUp('b'));
  expect([atDesk, atLaptop].map((each) => stateOf(profile, each))).toEqual([HELD, 'queued']);
  profile.marks = ['desk'];
  await profile.restart();
  profile.outbox.linkUp(false);
  expect([atDesk, atLaptop].map((each) => stateOf(profile, each))).toEqual(['sending', HELD]);
  expect((await trail(profile, atDesk)).slice(1)).toEqual([
    'held otherComputer',
    'queued backHome',
    'sending sent',
  ]);
});

it('one can be tried alone, and is of this machine from then on', async () => {
  const desk = bench({ marks: ['desk'] });
  const [one, two] = [desk.outbox.submit(wrapUp('a')), desk.outbox.submit(wrapUp('b'))];
  const laptop = copied(desk, 'laptop');
  laptop.outbox.retry(one.id);
  await laptop.restart();
  expect([one, two].map((each) => stateOf(laptop, each))).toEqual(['queued', HELD]);
});

it('holds nothing if the machine has another name only, and takes what was saved before as its own', async () => {
  const desk = bench();
  const before = desk.outbox.submit(wrapUp('a'));
  // The first start that knows its machine.
  desk.marks = ['id'];
  await desk.restart();
  expect(stateOf(desk, before)).toBe('queued');
  // The site gives it a name. Its id is still one of its marks.
  desk.marks = ['name', 'id'];
  await desk.restart();
  const after = desk.outbox.submit(wrapUp('b'));
  expect([before, after].map((each) => stateOf(desk, each))).toEqual(['queued', 'queued']);
  const laptop = copied(desk, 'other');
  expect([before, after].map((each) => stateOf(laptop, each))).toEqual([HELD, HELD]);
});

it('leaves what LCM took, what waits for a person, and what is a colleague’s to them', async () => {
  const desk = bench({ marks: ['desk'] });
  desk.outbox.linkUp(false);
  const done = desk.outbox.submit(wrapUp('a'));
  await desk.sender.last().answer(delivered);
  const refused = desk.outbox.submit(wrapUp('b'));
  await desk.sender.last().answer({ kind: 'refused', reason: 'No.' });
  const laptop = copied(desk, 'laptop');
  expect([done, refused].map((each) => stateOf(laptop, each))).toEqual(['delivered', 'refused No.']);
  expect(laptop.outbox.summary().elsewhere).toBe(0);
});

it('sends what is its own while it still looks through a long queue, and nothing that was saved elsewhere', async () => {
  const desk = bench({ marks: ['desk'] });
  const own = desk.outbox.submit(wrapUp('first'));
  const laptop = bench({ copyOf: desk, marks: ['laptop'] });
  const theirs = Array.from({ length: 700 }, (_, n) => laptop.outbox.submit(wrapUp(`there-${n}`)));
  const home = copied(laptop, 'desk');
  expect(home.outbox.summary().held).toBeLessThan(700);
  home.outbox.linkUp(false);
  expect(home.sender.all.map(({ data }) => data['callid'])).toEqual(['first']);
  expect(home.outbox.summary()).toMatchObject({ sending: 1 });
  await home.sender.last().answer(delivered);
  await home.clock.advance(1_000);
  expect(home.outbox.summary()).toMatchObject({ waiting: 0, held: 700, elsewhere: 700 });
  expect(home.sender.all).toHaveLength(1);
  expect(stateOf(home, own)).toBe('delivered');
  expect(stateOf(home, theirs[699]!)).toBe(HELD);
});

it('takes a long queue without a mark for its own, and another machine then knows all of it as that one’s', async () => {
  const old = bench({ marks: [] });
  const waiting = Array.from({ length: 700 }, (_, n) => old.outbox.submit(wrapUp(`call-${n}`)));
  const desk = copied(old, 'desk');
  await desk.clock.advance(1_000);
  const laptop = copied(desk, 'laptop');
  await laptop.clock.advance(1_000);
  expect(laptop.outbox.summary()).toMatchObject({ waiting: 0, elsewhere: 700 });
  expect(stateOf(desk, waiting[699]!)).toBe('queued');
});
