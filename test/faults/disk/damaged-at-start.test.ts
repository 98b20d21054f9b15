import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  cpSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import { endedCleanly } from '#main/database/clean-end.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  deliverAll,
  emptied,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';
import { flipBit, frameAt, overwrite, PAGE, rootPageOf } from './spoil.ts';
import { memory } from '#test/support/memory.ts';

const COUNT = 40;

/** The data folder of a core that was killed while forty wrap-ups waited. The later ones are only in the log. */
let killed: string;
/** The same after a normal end. */
let closed: string;
let bench: CoreBench;
let path: string;
let others: CoreProcess[] = [];

beforeAll(async () => {
  const first = await createCoreBench();
  await first.lcmOff();
  const core = await first.start();
  for (let n = 0; n < COUNT; n += 1) {
    await ask(core, 'openCall', callOf(`call-${n}`));
    await ask(core, 'submitWrapUp', { callId: `call-${n}`, draft: draftOf(`comment ${n}`) });
  }
  killed = mkdtempSync(join(memory, 'afterword-killed-'));
  cpSync(first.folder, killed, { recursive: true });
  await first.stop(core);
  closed = mkdtempSync(join(memory, 'afterword-closed-'));
  cpSync(first.folder, closed, { recursive: true });
  await first.remove();
}, 60_000);
afterAll(() => {
  for (const folder of [killed, closed]) rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  bench = await createCoreBench();
  path = join(bench.folder, 'afterword.db');
});
afterEach(async () => {
  await Promise.all(others.map((other) => other.kill()));
  others = [];
  await bench.remove();
});

function placeAs(state: string): void {
  for (const name of [
    'afterword.db',
    'afterword.db-wal',
    'afterword.db.clean',
    'afterword.key',
    'afterword.key.backup',
  ]) {
    if (existsSync(join(state, name))) cpSync(join(state, name), join(bench.folder, name));
  }
}

const told = (core: Core) => core.state().notices.filter(({ code }) => code === 'databaseSalvaged');

/**
 * The core takes new wrap-ups and delivers them together with everything rescued.
 *
 * @param held how many at most are held for the agent, because their words were cut off
 */
async function worksOn(core: Core, waiting: number, held = 0): Promise<void> {
  await ask(core, 'openCall', callOf('goes-on'));
  await ask(core, 'submitWrapUp', { callId: 'goes-on', draft: draftOf('goes on') });
  await deliverAll(core);
  expect(core.state().outbox.held).toBeLessThanOrEqual(held);
  expect(delivered() + core.state().outbox.held).toBe(waiting + 1);
}

const delivered = (): number => bench.lcm().ledger.applied().length;

describe('a database that is damaged at the start', () => {
  it.each<[string, 'closed' | 'killed', number, () => void]>([
    ['its header', 'closed', COUNT, () => overwrite(path, 0, Buffer.alloc(100))],
    [
      'the page where the submissions begin',
      'closed',
      COUNT,
      () => overwrite(path, (rootPageOf(path, 'submissions') - 1) * PAGE, Buffer.alloc(PAGE)),
    ],
    ['a frame of its log', 'killed', COUNT - 1, () => flipBit(`${path}-wal`, frameAt(3) + 2_000)],
    ['the header of its log', 'killed', COUNT, () => flipBit(`${path}-wal`, 18)],
    ['its end, cut within a page', 'closed', 0, () => truncateSync(path, statSync(path).size - 1_962)],
    ['all of it: deliverAll', 'closed', 0, () => truncateSync(path, 0)],
    ['all of it: noise', 'closed', 0, () => overwrite(path, 0, randomBytes(readFileSync(path).length))],
  ])(
    'in %s is kept aside and rescued, the agent gets the numbers, and work goes on',
    async (_what, state, atLeast, damage) => {
      placeAs(state === 'closed' ? closed : killed);
      damage();
      const core = await bench.start();
      const [notice] = told(core);
      const submissions = Number(notice?.params['submissions']);
      expect(submissions).toBeGreaterThanOrEqual(atLeast);
      expect(notice?.level).toBe('error');
      expect(existsSync(join(bench.folder, String(notice?.params['kept'])))).toBe(true);
      await worksOn(core, submissions, atLeast === 0 ? 1 : 0);
      await bench.stop(core);
      expect(told(await bench.start())).toEqual([]);
    },
  );

  it('loses nothing in a page that is also in the log', async () => {
    placeAs(killed);
    overwrite(path, 0, randomBytes(100));
    const core = await bench.start();
    expect(core.state().outbox.waiting + core.state().outbox.sending).toBe(COUNT);
    await worksOn(core, COUNT);
  });
});

const codes = (core: Core): string[] => core.state().notices.map(({ code }) => code);

it('a database whose key is damaged or missing is read by its copy, and all arrives', async () => {
  placeAs(killed);
  const key = join(bench.folder, 'afterword.key');
  writeFileSync(key, Buffer.alloc(statSync(key).size));
  const core = await bench.start();
  expect(codes(core)).not.toContain('unreadableRows');
  await worksOn(core, COUNT);
  await bench.stop(core);
  rmSync(key);
  expect(codes(await bench.start())).not.toContain('unreadableRows');
});

describe('a database of which files are missing', () => {
  it('comes back from its log if that is all there is, and the agent is told', async () => {
    placeAs(killed);
    rmSync(path);
    const core = await bench.start();
    expect(codes(core)).toContain('databaseGone');
    await worksOn(core, COUNT);
    await bench.stop(core);
    expect(codes(await bench.start())).not.toContain('databaseGone');
  });

  it.each([
    [
      'is missing',
      () => {
        rmSync(`${path}-wal`);
      },
    ],
    [
      'is empty',
      () => {
        truncateSync(`${path}-wal`);
      },
    ],
    [
      'is nothing but zeros',
      () => {
        writeFileSync(`${path}-wal`, Buffer.alloc(statSync(`${path}-wal`).size));
      },
    ],
    [
      'is a folder',
      () => {
        rmSync(`${path}-wal`);
        mkdirSync(join(`${path}-wal`, 'somebody-elses'), { recursive: true });
      },
    ],
    [
      'is another one',
      () => {
        cpSync(join(killed, 'afterword.db-wal'), `${path}-wal`);
      },
    ],
  ])(
    'tells the agent that what was saved last may be gone if its log %s after a kill',
    async (_what, damage) => {
      placeAs(killed);
      await bench.stop(await bench.start());
      const first = await bench.start();
      await ask(first, 'openCall', callOf('later'));
      await ask(first, 'submitWrapUp', { callId: 'later', draft: draftOf('later') });
      const left = join(bench.folder, 'left');
      mkdirSync(left);
      for (const name of readdirSync(bench.folder).filter((each) =>
        /^(afterword\.(db|key)|settings\.json)/.test(each),
      ))
        cpSync(join(bench.folder, name), join(left, name));
      await bench.stop(first);
      placeAs(left);
      damage();

      const core = await bench.start();
      expect(core.state().notices).toContainEqual(
        expect.objectContaining({ code: 'logGone', level: 'error', params: { folder: bench.folder } }),
      );
      await bench.stop(core);
      expect(codes(await bench.start())).not.toContain('logGone');
    },
  );

  it('begins anew if only its key is left, and the agent is told', async () => {
    placeAs(closed);
    rmSync(path);
    const core = await bench.start();
    expect(core.state().notices).toMatchObject([
      { code: 'databaseGone', level: 'error', params: { submissions: 0 } },
      { code: 'keyNotProtected' },
    ]);
    await worksOn(core, 0);
  });

  it.each([
    ['a log of an earlier run', () => join(killed, 'afterword.db-wal'), '-wal'],
    ['what an earlier rescue had made', () => join(closed, 'afterword.db'), '.ready'],
  ])('is not set back by %s that somebody puts beside it after it has ended', async (_what, from, suffix) => {
    placeAs(killed);
    await bench.lcmOff();
    const first = await bench.start();
    await ask(first, 'openCall', callOf('later'));
    await ask(first, 'submitWrapUp', { callId: 'later', draft: draftOf('later') });
    await bench.stop(first);
    cpSync(from(), path + suffix);

    await bench.lcmOn();
    const core = await bench.start();
    expect(codes(core)).toContain('databaseMeddled');
    await worksOn(core, COUNT + 1);
    await bench.stop(core);
    expect(codes(await bench.start())).not.toContain('databaseMeddled');
  });

  it.each([
    ['an unfinished rescue', '.ready'],
    ['a backup', '.backup'],
  ])('is kept if what should be %s is none', async (_what, suffix) => {
    placeAs(killed);
    writeFileSync(path + suffix, 'not a database'.repeat(1_000));
    await worksOn(await bench.start(), COUNT);
  });

  it.each(['.backup', '.copy', '.rebuilt', '.ready'])(
    'is not kept from starting, or from a rescue, by a folder in place of its %s',
    async (suffix) => {
      placeAs(killed);
      mkdirSync(join(path + suffix, 'somebody-elses'), { recursive: true });
      overwrite(path, 0, randomBytes(100));
      await worksOn(await bench.start(), COUNT);
      const names = readdirSync(bench.folder, { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => name.endsWith('somebody-elses'))).toHaveLength(1);
    },
  );

  it.each(['a clean end', 'another'])(
    'is not kept from starting by a folder in place of its log, after %s',
    async (end) => {
      placeAs(closed);
      if (end === 'a clean end') await bench.stop(await bench.start());
      else rmSync(`${path}.clean`);
      mkdirSync(join(`${path}-wal`, 'somebody-elses'), { recursive: true });
      const core = await bench.start();
      expect(codes(core)).not.toContain('databaseMeddled');
      await worksOn(core, COUNT);
    },
  );

  it.skipIf(process.platform === 'win32').each(['-wal', '-journal', '.clean', '.backup', '.ready'])(
    'is not kept from starting by a pipe or a link in place of its %s',
    async (suffix) => {
      const strangers = [
        (name: string) => execFileSync('mkfifo', [name]),
        (name: string) => symlinkSync(name, name),
        (name: string) => symlinkSync(join(bench.folder, 'nowhere', 'file'), name),
      ];
      placeAs(closed);
      for (const put of strangers) {
        rmSync(path + suffix, { force: true });
        put(path + suffix);
        const core = await startCoreProcess(bench.folder);
        others.push(core);
        expect(core.start).toEqual({ started: true });
        expect((await core.state()).notices.map(({ code }) => code)).not.toContain('databaseMeddled');
        await core.close();
      }
      await worksOn(await bench.start(), COUNT);
    },
  );

  it.skipIf(process.platform === 'win32')('is read with a log to which only a link leads', async () => {
    placeAs(killed);
    const elsewhere = join(bench.folder, 'elsewhere');
    renameSync(`${path}-wal`, elsewhere);
    symlinkSync(elsewhere, `${path}-wal`);
    await worksOn(await bench.start(), COUNT);
  });

  it.skipIf(process.platform === 'win32').each<[string, () => void]>([
    ['a frame of its log', () => flipBit(`${path}-wal`, frameAt(3) + 2_000)],
    ['the header of its log', () => flipBit(`${path}-wal`, 18)],
    ['its log, which is gone', () => rmSync(`${path}-wal`)],
  ])('is rescued where it lies if a link leads to it, damaged in %s', async (what, damage) => {
    placeAs(killed);
    const folder = join(bench.folder, 'drive');
    mkdirSync(folder);
    for (const suffix of ['', '-wal', '.clean'])
      renameSync(path + suffix, join(folder, `afterword.db${suffix}`));
    symlinkSync(join(folder, 'afterword.db'), path);
    path = join(folder, 'afterword.db');
    damage();
    const core = await bench.start();
    if (what.endsWith('gone')) {
      expect(core.state().notices).toContainEqual(
        expect.objectContaining({ code: 'logGone', params: { folder } }),
      );
      return;
    }
    const [notice] = told(core);
    expect(Number(notice?.params['submissions'])).toBeGreaterThanOrEqual(COUNT - 1);
    expect(readdirSync(folder)).toContain(notice?.params['kept']);
    await worksOn(core, Number(notice?.params['submissions']));
    await bench.stop(core);
    expect(endedCleanly(path)).toBe(true);
    expect(told(await bench.start())).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is not replaced if a link leads to it whose drive is away',
    async () => {
      placeAs(closed);
      rmSync(path);
      symlinkSync(join(bench.folder, 'drive', 'afterword.db'), path);
      await expect(bench.start()).rejects.toThrow(`notWritable ${path} `);
      mkdirSync(join(bench.folder, 'drive'));
      cpSync(join(closed, 'afterword.db'), join(bench.folder, 'drive', 'afterword.db'));
      await worksOn(await bench.start(), COUNT);
    },
  );
});

/** A clock on which each wait of a minute takes ten milliseconds. */
const hurried: Clock = {
  ...systemClock,
  after: (delay, run) => systemClock.after(delay === 60_000 ? 10 : delay, run),
};

describe('a backup', () => {
  it('is made automatically, and brings back what the database lost, for the agent to decide', async () => {
    await bench.lcmOff();
    const first = await bench.start({ clock: hurried });
    for (const callId of ['one', 'two']) {
      await ask(first, 'openCall', callOf(callId));
      await ask(first, 'submitWrapUp', { callId, draft: draftOf(callId) });
    }
    const known = (): number => {
      const connection = loadSqlite().open(`${path}.backup`);
      try {
        return (connection.prepare('SELECT count(*) AS n FROM submissions').get() as { n: number }).n;
      } finally {
        connection.close();
      }
    };
    await bench.stop(first);
    const again = await bench.start({ clock: hurried });
    await vi.waitFor(() => expect(existsSync(`${path}.backup`) && known()).toBe(2), PATIENCE);
    await bench.stop(again);
    rmSync(path);

    await bench.lcmOn();
    const core = await bench.start();
    const codes = core.state().notices.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['databaseGone', 'rescuedHeld']));
    await connected(core);
    expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0, held: 2 });
    const { items } = await ask(core, 'listOutbox', { states: ['held'], offset: 0, limit: 10 });
    expect(items.map(({ reason }) => reason)).toEqual(['rescued', 'rescued']);
    for (const { id } of items) await ask(core, 'retryOutbox', { submissionId: id });
    await emptied(core);
    expect(delivered()).toBe(2);
  });
});

describe('the start', () => {
  const filesIn = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('afterword.db') && !name.endsWith('.lock'))
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);

  it('leaves a folder in place of the database alone and says what is wrong', async () => {
    mkdirSync(path);
    mkdirSync(join(path, 'somebody-elses'));
    await expect(bench.start()).rejects.toThrow(`notWritable ${path} EISDIR`);
    expect(readdirSync(path)).toEqual(['somebody-elses']);
  });

  it.each(['afterword.key', 'afterword.db.lock'])(
    'names %s if that is what cannot be opened',
    async (name) => {
      const blocked = join(bench.folder, name);
      mkdirSync(blocked);
      await expect(bench.start()).rejects.toThrow(`notWritable ${blocked} `);
    },
  );

  it('is not kept from starting by a folder in place of the mark of a clean end', async () => {
    mkdirSync(join(`${path}.clean`, 'somebody-elses'), { recursive: true });
    const core = await bench.start();
    await bench.stop(core);
    expect(endedCleanly(path)).toBe(true);
  });

  it('leaves every byte of a newer version’s database and names both versions', async () => {
    placeAs(closed);
    const newer = loadSqlite().open(path);
    newer.exec('CREATE TABLE newer (x); PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
    newer.close();
    const before = filesIn(bench.folder);
    await expect(bench.start()).rejects.toThrow(/^newerSchema .* 99 \d+$/);
    expect(filesIn(bench.folder)).toEqual(before);
  });

  it('says that another Afterword has the folder, harms neither, and works once that one has ended', async () => {
    const first = await startCoreProcess(bench.folder);
    others.push(first);
    expect(first.start).toEqual({ started: true });
    await expect(bench.start()).rejects.toThrow(/^inUse /);
    await ask(first, 'openCall', callOf('first'));
    await ask(first, 'submitWrapUp', { callId: 'first', draft: draftOf('of the first') });
    await first.kill();
    const core = await bench.start();
    expect(core.state().calls).toMatchObject([{ callId: 'first', submission: { comment: 'of the first' } }]);
  });

  it('lets exactly one of three run that start at the same moment', async () => {
    others = await Promise.all([1, 2, 3].map(() => startCoreProcess(bench.folder)));
    const started = others.filter(({ start }) => start.started);
    expect(started).toHaveLength(1);
    for (const { start } of others) {
      if (!start.started) expect(start).toMatchObject({ name: 'DatabaseLockedError' });
    }
    expect(await ask(started[0]!, 'openCall', callOf('one'))).toEqual({ callId: 'one' });
  });
});
