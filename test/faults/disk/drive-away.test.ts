import { renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';
import { ask, benchForEachTest, callOf, draftOf, PATIENCE } from '#test/support/core-bench.ts';

const bench = benchForEachTest();
let core: CoreProcess;
beforeEach(async () => {
  await bench.lcmOff();
  core = await startCoreProcess(bench.folder);
});
afterEach(() => core.kill());

async function wrapUp(callId: string): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
}

async function arrive(...calls: string[]): Promise<void> {
  await bench.lcmOn();
  const arrived = (): unknown[] =>
    bench
      .lcm()
      .ledger.entries()
      .map(({ data }) => (data as { callid: string }).callid);
  await vi.waitFor(() => expect(arrived().sort()).toEqual(calls.sort()), PATIENCE);
  await vi.waitFor(async () => {
    expect((await core.state()).outbox).toMatchObject({ waiting: 0, sending: 0 });
  }, PATIENCE);
}

describe.skipIf(process.platform !== 'linux')(
  'a drive that went and came back, and left dead handles',
  () => {
    it('costs the agent one submit; then all is saved and arrives', async () => {
      await wrapUp('before');
      await ask(core, 'openCall', callOf('form'));
      await core.killHandles();
      expect(await core.answer('submitWrapUp', { callId: 'form', draft: draftOf('form') })).toMatchObject({
        ok: false,
        error: { code: 'notSaved', detail: { code: 'ioError' } },
      });
      await ask(core, 'submitWrapUp', { callId: 'form', draft: draftOf('form') });
      await arrive('before', 'form');
      expect((await core.state()).notices.filter(({ level }) => level !== 'info')).toEqual([]);
    });

    it('holds up nothing that waits', async () => {
      await wrapUp('one');
      await wrapUp('two');
      await core.killHandles();
      await arrive('one', 'two');
    });

    it.each([false, true])(
      'keeps all that was saved while it was away (dead handles: %s)',
      async (areDead) => {
        await wrapUp('before');
        const away = `${bench.folder}.away`;
        renameSync(bench.folder, away);
        if (areDead) await core.killHandles();
        await wrapUp('meanwhile');
        expect((await core.state()).calls).toHaveLength(2);
        // The drive hides the folder that was made in its place.
        renameSync(bench.folder, `${bench.folder}.hidden`);
        renameSync(away, bench.folder);
        await wrapUp('after');
        expect((await core.state()).notices.map(({ code }) => code)).toContain('databaseMeddled');
        await core.kill();
        rmSync(`${bench.folder}.hidden`, { recursive: true });
        core = await startCoreProcess(bench.folder);
        await arrive('before', 'meanwhile', 'after');
      },
    );
  },
);
