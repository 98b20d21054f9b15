import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { silentLog } from '#main/base/log.ts';
import { parseCallLink } from '#main/calls/call-link.ts';
import type { Core } from '#main/core/core.ts';
import { makeBackup } from '#main/database/backup.ts';
import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';
import { TABLES } from '#main/database/schema.ts';
import { openStore } from '#main/database/store.ts';
import { eraseContact } from '#main/erasure/command.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

const KEY = callOf('1').lcmKey;
const OTHER = callOf('9').lcmKey;

const bench = benchForEachTest(
  { contact: { callableFrom: '00:00', callableUntil: '00:00', zone: '' } },
  { form: { callbackZone: 'Europe/Madrid', callingHours: { from: '00:00', to: '00:00' } } },
);

const path = (...names: string[]): string => join(bench.folder, ...names);

/** What the command says and how it exits. */
async function erase(
  words: readonly string[],
  protector: KeyProtector = fileKeyProtector,
): Promise<{ code: number; said: string }> {
  let said = '';
  const say = (text: string): Promise<void> => {
    said += text;
    return Promise.resolve();
  };
  const code = await eraseContact(words, {
    dataDir: bench.folder,
    out: say,
    err: (text) => void say(text),
    host: () => Promise.resolve({ keyProtector: protector }),
  });
  return { code, said };
}

/** Opens the database as the app does. */
function inStore<T>(work: (store: ReturnType<typeof openStore>) => T): T {
  const store = openStore(bench.folder, fileKeyProtector, { log: silentLog, clock: systemClock });
  try {
    return work(store);
  } finally {
    store.database.close();
  }
}

const rowsOf = (table: string, where = 'TRUE'): Record<string, unknown>[] =>
  inStore(({ database }) => database.prepare(`SELECT * FROM ${table} WHERE ${where}`).all()) as Record<
    string,
    unknown
  >[];

/** Every sealed cell and fingerprint of rows, as it stands in the file. */
const bytesOf = (rows: readonly Record<string, unknown>[]): Buffer[] =>
  rows.flatMap((row) =>
    Object.values(row).flatMap((value) => (value instanceof Uint8Array ? [Buffer.from(value)] : [])),
  );

/** The names of the files that hold any of these bytes. */
function filesWith(needles: readonly Buffer[]): string[] {
  return readdirSync(bench.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file);
      return needles.some((needle) => content.includes(needle));
    });
}

/** The wrap-up of a call with a personal callback the day after tomorrow. */
function booking(callId: string) {
  const startDate = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const callback = {
    ...{
      startDate,
      startTime: '10:00',
      endDate: startDate,
      endTime: '10:30',
      startFold: null,
      endFold: null,
    },
    ...{ kind: 'personal' as const, modeId: '3', zone: 'Europe/Madrid', when: '' },
  };
  return { callId, draft: { ...EMPTY_DRAFT, callback, comment: 'Promised.' } };
}

/** A contact with all that Afterword keeps of one, and another contact. */
async function plant(): Promise<void> {
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).callbackModes).not.toBeNull();
  }, PATIENCE);
  await ask(core, 'submitWrapUp', booking('1'));
  await emptied(core);
  await ask(core, 'refreshCallbacks', undefined);
  const { callbacks } = await ask(core, 'listCallbacks', undefined);
  await ask(core, 'markCallback', { id: callbacks[0]!.id, mark: 'done' });
  await ask(core, 'openCall', { ...callOf('2'), lcmKey: KEY });
  await ask(core, 'saveDraft', { callId: '2', draft: draftOf('Half a sen') });
  await ask(core, 'openCall', callOf('9'));
  await ask(core, 'submitWrapUp', { callId: '9', draft: draftOf('Of another contact.') });
  await emptied(core);
  await bench.stop(core);
  const store = openStore(bench.folder, fileKeyProtector, { log: silentLog, clock: systemClock });
  await makeBackup(store.database);
  store.database.close();
  copyFileSync(path('afterword.db'), path('afterword.db.corrupt-2026-11-20T10-00-00-000Z'));
  mkdirSync(path('logs'), { recursive: true });
  writeFileSync(path('logs', 'afterword.log'), 'The app was started.\n');
  writeFileSync(path('logs', 'afterword.old.log'), `Something failed for ${KEY}.\n`);
  mkdirSync(path('Crashpad', 'completed'), { recursive: true });
  writeFileSync(path('Crashpad', 'completed', 'a.dmp'), `memory ${KEY}`);
}

describe('erasing a contact', () => {
  it('says first what there is and changes nothing, then leaves nothing of them in any file, and all of others', async () => {
    await plant();
    const calls = "call_id IN ('1', '2')";
    const [{ lcm_key_tag: tag } = {}] = rowsOf('calls', calls);
    const isTheirs = (row: Record<string, unknown>): boolean =>
      Buffer.from(row['subject_tag'] as Uint8Array).equals(Buffer.from(tag as Uint8Array));
    const facts = rowsOf('call_facts').filter(isTheirs);
    const theirs = [
      ...['calls', 'drafts', 'submissions'].flatMap((table) => rowsOf(table, calls)),
      ...rowsOf('history', `submission_seq IN (SELECT seq FROM submissions WHERE ${calls})`),
      ...facts,
      ...rowsOf('callback_lists'),
      ...rowsOf('callback_marks'),
    ];
    const needles = [...bytesOf(theirs), Buffer.from(KEY)];
    expect(needles.length).toBeGreaterThan(15);
    expect(facts.length).toBeGreaterThan(0);
    expect(rowsOf('callback_marks').length).toBeGreaterThan(0);
    const before = filesWith(needles);
    expect(before.map((file) => file.slice(bench.folder.length + 1)).sort()).toEqual([
      'Crashpad/completed/a.dmp',
      'afterword.db',
      'afterword.db.backup',
      'afterword.db.corrupt-2026-11-20T10-00-00-000Z',
      'logs/afterword.old.log',
    ]);

    const looked = await erase(['--key', KEY]);
    expect(looked.code).toBe(0);
    expect(looked.said).toContain(`2 calls, 1 submissions, 1 drafts, ${facts.length} facts, `);
    expect(looked.said).toContain('1 damaged databases kept aside, 1 crash dumps, 1 logs');
    expect(looked.said).toContain('Nothing was erased');
    expect(filesWith(needles)).toEqual(before);

    const erased = await erase(['--key', KEY, '--yes']);
    expect(erased).toMatchObject({
      code: 0,
      said: expect.stringContaining('All of this was erased.') as string,
    });
    expect(filesWith(needles)).toEqual([]);
    expect(existsSync(path('logs', 'afterword.log'))).toBe(true);
    expect(rowsOf('callback_marks')).toEqual([]);
    expect(rowsOf('submissions').map((row) => row['call_id'])).toEqual(['9']);

    // The backup is one of the database as it is now, and nothing is rescued from elsewhere.
    expect(existsSync(path('afterword.db.backup'))).toBe(true);
    expect(inStore(({ notices }) => notices.map(({ code }) => code))).toEqual(['keyNotProtected']);
    await bench.lcmOff();
    const core = await bench.start();
    expect(
      (await ask(core, 'listHistory', { query: '', before: null, limit: 50 })).entries.map(
        ({ comment }) => comment,
      ),
    ).toEqual(['Of another contact.']);
    expect(core.state().calls.map(({ callId }) => callId)).toEqual(['9']);
    expect(await erase(['--key', KEY])).toMatchObject({ code: 1 });
    await bench.stop(core);
    expect((await erase(['--key', KEY])).said).toContain(
      '0 calls, 0 submissions, 0 drafts, 0 facts, 0 decisions',
    );
    expect((await erase(['--key', OTHER])).said).toContain('1 calls, 1 submissions');
  });

  it('keeps what LCM does not have yet, and says so, unless the loss is meant', async () => {
    await bench.lcmOff();
    const core = await bench.start();
    await ask(core, 'openCall', callOf('1'));
    await ask(core, 'submitWrapUp', { callId: '1', draft: draftOf('Not sent yet.') });
    await bench.stop(core);

    const kept = await erase(['--key', KEY, '--yes']);
    expect(kept.code).toBe(1);
    expect(kept.said).toContain('These calls are not erased');
    expect(rowsOf('submissions')).toHaveLength(1);
    await bench.lcmOn();
    const later = await bench.start();
    await deliverAll(later);
    expect(bench.lcm().ledger.applied()).toHaveLength(1);
    await bench.lcmOff();
    await ask(later, 'beginCorrection', { callId: '1' });
    await ask(later, 'submitWrapUp', { callId: '1', draft: draftOf('Better so.') });
    await bench.stop(later);

    const lost = await erase(['--key', KEY, '--yes', '--with-waiting']);
    expect(lost.code).toBe(0);
    expect(lost.said).toContain('is lost');
    for (const table of TABLES.filter((each) => !each.startsWith('outcome')))
      expect([table, rowsOf(table)]).toEqual([table, []]);
    await bench.lcmOn();
    const last = await bench.start();
    await connected(last);
    await emptied(last);
    expect(bench.lcm().ledger.applied()).toHaveLength(1);
  });

  it('finds a number however it is written, names the keys that go with it, and leaves a longer or shorter one', async () => {
    await bench.lcmOff();
    const core = await bench.start();
    const ring = (callId: string, contact: string): void => {
      const call = { callid: callId, account: callOf(callId).lcmKey, contact };
      const query = Object.entries(call).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      core.takeLink(parseCallLink(`afterword://wrap-up?${query.join('&')}`));
    };
    ring('1', '+34 600 123 456');
    ring('2', '0600 123456');
    ring('3', '+34 600 123 457');
    ring('4', 'Priya Raman');
    await bench.stop(core);

    const { code, said } = await erase(['--number', '+34600123456', '--yes']);
    expect(code).toBe(0);
    expect(said).toContain('2 calls');
    expect(said).toContain(`--key "${callOf('1').lcmKey}"`);
    expect(rowsOf('calls').map((row) => row['call_id'])).toEqual(['3', '4']);
  });

  it('does nothing while Afterword runs, and says so', async () => {
    const core: Core = await bench.start();
    await ask(core, 'openCall', callOf('1'));
    const { code, said } = await erase(['--key', KEY, '--yes']);
    expect(code).toBe(1);
    expect(said).toContain('is in use by another Afterword');
    expect(core.state().calls).toHaveLength(1);
  });

  it('does nothing where the key cannot be opened, and leaves the key where it is', async () => {
    const strong: KeyProtector = {
      strength: 'os',
      wrap: (key) => Buffer.from(key.map((byte) => byte ^ 0x5a)),
      unwrap: (key) => Buffer.from(key.map((byte) => byte ^ 0x5a)),
    };
    const core = await bench.start({ keyProtector: strong });
    await ask(core, 'openCall', callOf('1'));
    await bench.stop(core);
    const key = readFileSync(path('afterword.key'), 'utf8');
    const { code, said } = await erase(['--key', KEY, '--yes']);
    expect(code).toBe(1);
    expect(said).toContain('cannot be opened here');
    expect(readFileSync(path('afterword.key'), 'utf8')).toBe(key);
    expect(await erase(['--key', KEY], strong)).toMatchObject({
      code: 0,
      said: expect.stringContaining('1 calls') as string,
    });
  });

  it.each([
    ['nobody is named', [], 'give a --key or a --number'],
    ['a number is an extension', ['--number', '4711'], 'too few digits'],
    ['a key stands for a number', ['--number', KEY], 'too few digits'],
    ['an option is not known', ['--key', KEY, '--all'], 'unknown option'],
    ['a word is too many', [KEY], 'too many arguments'],
  ])('refuses a command line in which %s', async (_name, words, why) => {
    expect(await erase(words)).toEqual({ code: 2, said: expect.stringContaining(why) as string });
    expect(existsSync(path('afterword.db'))).toBe(false);
  });

  it('makes no database where there is none, on the command line of the browser host', () => {
    rmSync(path('settings.json'));
    const { status, stderr } = spawnSync(
      process.execPath,
      ['src/main/hosts/browser/index.ts', '--erase-contact', '--key', KEY],
      {
        cwd: resolve(import.meta.dirname, '../../..'),
        env: { ...process.env, AFTERWORD_DATA_DIR: bench.folder },
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: `There is no database in ${bench.folder}.\n` });
    expect(readdirSync(bench.folder)).toEqual([]);
  });
});
