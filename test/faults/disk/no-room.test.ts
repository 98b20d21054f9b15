import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestName } from '#shared/contract/index.ts';
import { ask, benchForEachTest, callOf, draftOf, PATIENCE } from '#test/support/core-bench.ts';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';
import { createCipher } from '#main/database/cipher.ts';
import { createSchemaOne } from './schema-one.ts';
import { quota, shortages, type Shortage } from './shortages.ts';
import { transitionsOfCore } from '#test/support/transitions.ts';

const bench = benchForEachTest();
let core: CoreProcess;
beforeEach(async () => {
  await bench.lcmOff();
});
afterEach(async () => {
  await core.kill();
  rmSync(settings(), { force: true });
  rmSync(asKilled(), { recursive: true, force: true });
});

/** Beside the data folder, because a mounted file system may hide that folder. */
const settings = (): string => `${bench.folder}.settings`;
const asKilled = (): string => `${bench.folder}.as-killed`;

async function start(shortage: Shortage): Promise<void> {
  copyFileSync(join(bench.folder, 'settings.json'), settings());
  core = await startCoreProcess(bench.folder, { under: shortage.under(bench.folder) });
  expect(core.start).toEqual({ started: true });
}

async function notSaved(name: RequestName, input: unknown): Promise<void> {
  expect(await core.answer(name, input), name).toMatchObject({
    ok: false,
    error: {
      code: 'notSaved',
      detail: { code: expect.stringMatching(/^(diskFull|ioError)$/) as string, params: {} },
    },
  });
}

const callsSent = (): unknown[] =>
  bench
    .lcm()
    .ledger.entries()
    .map(({ data }) => (data as { callid: string }).callid)
    .sort();

const linked = (): Promise<void> =>
  vi.waitFor(async () => {
    expect((await core.state()).link.status).toBe('connected');
  }, PATIENCE);

it('a quota is named also if the database was taken away', async () => {
  await start(quota);
  await ask(core, 'openCall', callOf('saved'));
  rmSync(join(bench.folder, 'afterword.db'));
  await quota.begin(core);
  await notSaved('openCall', callOf('another'));
  await quota.end(core);
  await ask(core, 'openCall', callOf('another'));
  expect((await core.state()).calls).toHaveLength(2);
});

describe.each(shortages())('$name', (shortage) => {
  it('is reported, harms nothing saved, keeps the form, and ends without a restart', async () => {
    await start(shortage);
    await ask(core, 'openCall', callOf('saved'));
    const { submissionId } = await ask(core, 'submitWrapUp', { callId: 'saved', draft: draftOf('saved') });
    await ask(core, 'openCall', callOf('form'));
    await ask(core, 'saveDraft', { callId: 'form', draft: draftOf('the form') });

    await shortage.begin(core);
    for (let again = 0; again < 3; again += 1)
      await notSaved('submitWrapUp', { callId: 'form', draft: draftOf('the form') });
    await notSaved('saveDraft', { callId: 'form', draft: draftOf('more of it') });
    await notSaved('openCall', callOf('another'));
    await notSaved('closeCall', { callId: 'form' });
    await notSaved('editSubmission', { submissionId });
    await notSaved('discardSubmission', { submissionId, reason: 'no' });
    await notSaved('signIn', { userId: 'ben' });
    const during = await core.state();
    expect(during.agent).toBe('ana');
    expect(during.outbox).toMatchObject({ waiting: 1, sending: 0 });
    expect(during.calls).toMatchObject([
      { callId: 'form', wrappedAt: null, draft: draftOf('the form') },
      { callId: 'saved', submission: { id: submissionId, state: 'queued', comment: 'saved' } },
    ]);

    await shortage.end(core);
    await ask(core, 'submitWrapUp', { callId: 'form', draft: draftOf('the form') });
    await bench.lcmOn();
    await linked();
    await ask(core, 'retryOutbox', { submissionId: null });
    await vi.waitFor(async () => {
      expect((await core.state()).outbox).toMatchObject({ waiting: 0, sending: 0 });
    }, PATIENCE);
    expect(callsSent()).toEqual(['form', 'saved']);
    expect(await transitionsOfCore(core)).toHaveLength(6);
  });

  it('holds back a send that cannot be recorded, and continues by itself', async () => {
    await start(shortage);
    for (const callId of ['one', 'two']) {
      await ask(core, 'openCall', callOf(callId));
      await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
    }
    await shortage.begin(core);
    await bench.lcmOn();
    await linked();
    await ask(core, 'retryOutbox', { submissionId: null });
    expect((await core.state()).outbox).toMatchObject({ waiting: 2, sending: 0 });
    expect(callsSent()).toEqual([]);

    const heldUp = async (): Promise<unknown[]> =>
      (await core.state()).notices.filter(({ code }) => code === 'heldUp').map(({ params }) => params);
    await vi.waitFor(async () => {
      expect(await heldUp()).toEqual([{ reason: expect.stringMatching(/^(diskFull|ioError)$/) as string }]);
    }, PATIENCE);

    // A call that rings now cannot be put on the list. The agent is told, and the core goes on.
    bench.lcm().ring({ id: 'rang', user: 'ana', ringMs: 1, talkMs: 1 });
    await vi.waitFor(async () => {
      expect((await core.state()).notices).toContainEqual(
        expect.objectContaining({ level: 'error', code: 'callNotSaved' }),
      );
    }, PATIENCE);

    await shortage.end(core);
    await vi.waitFor(async () => {
      expect((await core.state()).outbox).toMatchObject({ waiting: 0, sending: 0 });
    }, PATIENCE);
    expect(callsSent()).toEqual(['one', 'two']);
    expect(await heldUp()).toEqual([]);
  });

  it('leaves a sound database if the core is killed meanwhile', async () => {
    await start(shortage);
    await ask(core, 'openCall', callOf('saved'));
    await ask(core, 'submitWrapUp', { callId: 'saved', draft: draftOf('saved') });
    await ask(core, 'openCall', callOf('form'));
    await ask(core, 'saveDraft', { callId: 'form', draft: draftOf('the form') });
    await shortage.begin(core);
    await notSaved('submitWrapUp', { callId: 'form', draft: draftOf('the form') });
    core.copyTo(asKilled());
    await core.kill();

    const next = await bench.start({ dataDir: asKilled() });
    expect(next.state().notices.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(next.state().calls).toMatchObject([
      { callId: 'form', wrappedAt: null, draft: draftOf('the form') },
      { callId: 'saved', submission: { state: 'queued', comment: 'saved' } },
    ]);
    await ask(next, 'submitWrapUp', { callId: 'form', draft: draftOf('the form') });
    expect(next.state().outbox.waiting).toBe(2);
  });
});

it('an update that finds no room for the new schema says so, is not taken for damage, and is made once there is room', async () => {
  const path = join(bench.folder, 'afterword.db');
  createSchemaOne(path, createCipher({ current: randomBytes(32), older: [] }), 1_000);
  core = await startCoreProcess(bench.folder, { under: ['prlimit', '--fsize=65536'] });
  expect(core.start).toMatchObject({
    started: false,
    message: expect.stringMatching(/^notWritable .* SQLITE_(FULL|IOERR)$/) as string,
  });
  await core.kill();
  const next = await bench.start();
  const codes = next.state().notices.map(({ code }) => code);
  expect(codes).not.toContain('databaseSalvaged');
  expect(codes).toContain('unreadableRows');
});
