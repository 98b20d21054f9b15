import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, benchForEachTest, draftOf, PATIENCE } from '#test/support/core-bench.ts';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';

const PLANTED = {
  key: 'PLANTEDKEY|5|3|1|0|0|44|1',
  contact: 'PLANTEDCONTACT Inés Álvarez +34600111222',
  comment: 'PLANTEDCOMMENT she rings back, +34600333444',
  corrected: 'PLANTEDCORRECTION no, he does',
  draft: 'PLANTEDDRAFT half a thought',
  refusal: 'PLANTEDREFUSAL for PLANTEDKEY|5|3|1|0|0|44|1',
  reason: 'PLANTEDREASON wrong person, Mrs Núñez',
  bus: 'PLANTEDBUS|1|2',
  busContact: 'PLANTEDNAME Ben Ortiz',
};

const bench = benchForEachTest();
let core: CoreProcess;
beforeEach(async () => {
  core = await startCoreProcess(bench.folder);
});
afterEach(() => core.kill());

/** Every file of the data folder, by its relative path. */
function files(): Map<string, Buffer> {
  const paths = readdirSync(bench.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(bench.folder, path), readFileSync(path)]));
}

/** The forms in which a text may be in a file. The first word of each planted text is enough. */
function formsOf(text: string): Buffer[] {
  const word = text.split(/[ |]/)[0] ?? text;
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + word)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [
    Buffer.from(word),
    Buffer.from(word.toLowerCase()),
    Buffer.from(word, 'utf16le'),
    Buffer.from(word.split('').reverse().join('')),
    Buffer.from(Buffer.from(word).toString('hex')),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

function readable(): string[] {
  return [...files()].flatMap(([name, bytes]) =>
    Object.entries(PLANTED)
      .filter(([, text]) => formsOf(text).some((form) => bytes.includes(form)))
      .map(([what]) => `${what} in ${name}`),
  );
}

it('leaves nothing about a person readable in the database, its log, or the app’s log', async () => {
  const { key: lcmKey, contact } = PLANTED;
  bench
    .lcm()
    .faults.set({ refuse: { times: 1, msg: PLANTED.refusal }, only: ['SetCallOutcomeWithComments'] });
  await vi.waitFor(async () => {
    expect((await core.state()).link.status).toBe('connected');
  }, PATIENCE);
  bench.lcm().ring({
    id: 'rang',
    lcmKey: PLANTED.bus,
    contactName: PLANTED.busContact,
    user: 'ana',
    ringMs: 1,
    talkMs: 1,
  });
  for (const callId of ['refused-call', 'draft-call'])
    await ask(core, 'openCall', { callId, lcmKey, contact, type: 'OUTBOUND' });
  await ask(core, 'listOutcomes', { callId: 'draft-call', refresh: true });
  await ask(core, 'saveDraft', { callId: 'draft-call', draft: draftOf(PLANTED.draft) });
  const submit = (comment: string) =>
    ask(core, 'submitWrapUp', { callId: 'refused-call', draft: draftOf(comment) });
  const stateOf = async (): Promise<unknown> =>
    (await core.state()).calls.find(({ callId }) => callId === 'refused-call')?.submission?.state;

  const { submissionId } = await submit(PLANTED.comment);
  await vi.waitFor(async () => {
    expect(await stateOf()).toBe('refused');
  }, PATIENCE);
  await ask(core, 'editSubmission', { submissionId });
  await ask(core, 'discardSubmission', { submissionId, reason: PLANTED.reason });
  await submit(PLANTED.corrected);
  await vi.waitFor(async () => {
    expect(await stateOf()).toBe('delivered');
    expect((await core.state()).calls.map(({ callId }) => callId)).toContain('rang');
  }, PATIENCE);
  // Invalid input, whose faults are logged.
  await core.answer('submitWrapUp', { callId: 'draft-call', draft: { comment: PLANTED.comment } });
  await core.answer('nothing', { comment: PLANTED.comment });
  bench
    .lcm()
    .broadcast({ channel: 'LCM', topic: 'WebService', subtopic: 'OutcomeSetForCall', message: lcmKey });
  bench.lcm().broadcast([PLANTED.comment]);
  await ask(core, 'listHistory', { query: PLANTED.comment, before: null, limit: 10 });

  const inUse = files();
  expect([...inUse.keys()]).toEqual(
    expect.arrayContaining(['afterword.db', 'afterword.db-wal', join('logs', 'afterword.log')]),
  );
  // Facts that are not about a person can be found, so the search would find the others too.
  expect(inUse.get('afterword.db-wal')?.includes('refused-call')).toBe(true);
  expect(inUse.get(join('logs', 'afterword.log'))?.includes(submissionId)).toBe(true);
  expect(readable()).toEqual([]);

  await core.close();
  expect(files().get('afterword.db')?.includes('refused-call')).toBe(true);
  expect(readable()).toEqual([]);

  // Its author can read all of it.
  core = await startCoreProcess(bench.folder);
  const screen = JSON.stringify([
    await core.state(),
    await ask(core, 'listHistory', { query: '', before: null, limit: 100 }),
    await ask(core, 'historyTimeline', { submissionId }),
    await ask(core, 'listOutbox', { states: ['discarded'], offset: 0, limit: 10 }),
  ]);
  for (const text of Object.values(PLANTED)) expect(screen, text).toContain(text);
});
