import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  draftOf,
  PATIENCE,
} from '#test/support/core-bench.ts';
import { memory } from '#test/support/memory.ts';

/** What is written to a file that nobody can find any more is not saved. Windows lets nobody take an open file away. */
const onPosix = describe.skipIf(process.platform === 'win32');

let older: string;
// Before the bench, and so run after its cores have ended.
afterEach(() => rmSync(older, { recursive: true, force: true }));
const bench = benchForEachTest();
beforeEach(() => {
  older = mkdtempSync(join(memory, 'afterword-older-'));
});

async function wrapUp(core: Core, callId: string): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
}

const database = (): string[] =>
  readdirSync(bench.folder).filter((name) => /^afterword\.db(-wal)?$/.test(name));

const TAKEN: Readonly<Record<string, () => void>> = {
  deleted() {
    for (const name of database()) rmSync(join(bench.folder, name));
  },
  'deleted with its folder, the key too'() {
    cpSync(join(bench.folder, 'settings.json'), join(older, 'settings.json'));
    rmSync(bench.folder, { recursive: true });
  },
  'without its log'() {
    rmSync(join(bench.folder, 'afterword.db-wal'));
  },
  'moved away'() {
    for (const name of database()) renameSync(join(bench.folder, name), join(older, name));
  },
  'replaced by an older copy'() {
    for (const name of database()) {
      cpSync(join(older, name), join(bench.folder, `${name}.synchronised`));
      renameSync(join(bench.folder, `${name}.synchronised`), join(bench.folder, name));
    }
  },
  'replaced by something else'() {
    writeFileSync(join(bench.folder, 'new'), 'not a database'.repeat(1_000));
    renameSync(join(bench.folder, 'new'), join(bench.folder, 'afterword.db'));
  },
};

onPosix('a database that is taken away while the app runs', () => {
  it.each(Object.keys(TAKEN))(
    '%s: all that was saved before and after is delivered after a kill',
    async (how) => {
      const core = await bench.start();
      await bench.lcmOff();
      await wrapUp(core, 'first');
      cpSync(bench.folder, older, { recursive: true });
      await wrapUp(core, 'before');
      TAKEN[how]!();
      await wrapUp(core, 'after');
      expect(core.state().notices).toContainEqual(
        expect.objectContaining({
          code: 'databaseMeddled',
          level: 'warning',
          params: { folder: bench.folder },
        }),
      );

      const killed = mkdtempSync(join(memory, 'afterword-killed-'));
      cpSync(bench.folder, killed, { recursive: true });
      if (!existsSync(join(killed, 'settings.json')))
        cpSync(join(older, 'settings.json'), join(killed, 'settings.json'));
      await bench.stop(core);
      await bench.lcmOn();
      const next = await bench.start({ dataDir: killed });
      await connected(next);
      await deliverAll(next);
      const arrived = bench.lcm().ledger.entries();
      expect(arrived.map(({ data }) => (data as Record<string, unknown>)['AgentComments']).sort()).toEqual([
        'comment after',
        'comment before',
        'comment first',
      ]);
      await bench.stop(next);
      rmSync(killed, { recursive: true });
    },
  );

  it('keeps only the newest of what lay there, however often it is replaced', async () => {
    const core = await bench.start();
    await bench.lcmOff();
    for (let n = 0; n < 12; n += 1) {
      TAKEN['replaced by something else']!();
      await wrapUp(core, `call-${n}`);
    }
    const kept = readdirSync(bench.folder).filter((name) => /\.corrupt-.*Z(-\d+)?$/.test(name));
    expect(kept).toHaveLength(5);
    await bench.stop(core);
    await bench.lcmOn();
    const next = await bench.start();
    await deliverAll(next);
    expect(bench.lcm().ledger.entries()).toHaveLength(12);
  });

  it('is told as not saved if it cannot be put back, and is put back once it can', async () => {
    const core = await bench.start();
    await bench.lcmOff();
    await wrapUp(core, 'before');
    const folder = `${bench.folder}.moved`;
    renameSync(bench.folder, folder);
    writeFileSync(bench.folder, 'a file in place of the folder');
    const answer = await core.answer('openCall', callOf('after'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'notSaved', detail: { code: 'cannotOpen' } } });
    rmSync(bench.folder);
    renameSync(folder, bench.folder);
    await wrapUp(core, 'after');
    await bench.stop(core);
    await bench.lcmOn();
    const next = await bench.start();
    await deliverAll(next);
    expect(bench.lcm().ledger.entries()).toHaveLength(2);
  });

  it('has its key written again within a minute, if that and its copy are taken away', async () => {
    const hurried: Clock = {
      ...systemClock,
      after: (delay, run) => systemClock.after(delay === 60_000 ? 10 : delay, run),
    };
    const core = await bench.start({ clock: hurried });
    await bench.lcmOff();
    await wrapUp(core, 'before');
    for (const name of ['afterword.key', 'afterword.key.backup']) rmSync(join(bench.folder, name));
    await vi.waitFor(() => {
      expect(core.state().notices.map(({ code }) => code)).toContain('databaseMeddled');
    }, PATIENCE);
    const killed = mkdtempSync(join(memory, 'afterword-killed-'));
    cpSync(bench.folder, killed, { recursive: true });
    await bench.stop(core);
    await bench.lcmOn();
    const next = await bench.start({ dataDir: killed });
    await deliverAll(next);
    expect(bench.lcm().ledger.entries()).toHaveLength(1);
    await bench.stop(next);
    rmSync(killed, { recursive: true });
  });

  it('is put back when the app ends, also if nothing was saved meanwhile', async () => {
    const core = await bench.start();
    await bench.lcmOff();
    await wrapUp(core, 'before');
    TAKEN['deleted']!();
    await bench.stop(core);
    await bench.lcmOn();
    const next = await bench.start();
    await deliverAll(next);
    expect(bench.lcm().ledger.entries()).toHaveLength(1);
  });
});
