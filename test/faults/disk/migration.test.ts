import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { backupOf } from '#main/database/files-beside.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase } from '#main/database/database.ts';
import { migrate, MIGRATIONS, SCHEMA_VERSION } from '#main/database/schema.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';
import type { Send } from '#main/outbox/delivery/delivery.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import {
  dataOf,
  doNotCallOf,
  draftOf,
  fieldEditOf,
  otherCampaignOf,
  seeded,
  wrapUpOf,
} from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { childScript } from '#test/support/child-script.ts';
import { createSchemaOne, DRAFT_EVERY } from './schema-one.ts';
import { overwrite, PAGE } from './spoil.ts';
import { memory } from '#test/support/memory.ts';

/** With their submissions and history, more than fifty thousand rows. */
const CALLS = 11_000;
const KILLS = 30;
const seed = Number(process.env['AFTERWORD_SEED'] ?? Date.now() % 1_000_000);
const cipher = createCipher({ current: randomBytes(32), older: [] });

let source: string;
let folder: string;
let path: string;
beforeAll(() => {
  source = mkdtempSync(join(memory, 'afterword-schema-one-'));
  createSchemaOne(join(source, 'one.db'), cipher, CALLS);
}, 60_000);
afterAll(() => rmSync(source, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-migration-'));
  path = join(folder, 'afterword.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The schema and the row counts of a database, as SQLite reads it. */
function holdings(): { version: number; objects: string[]; counts: Record<string, number> } {
  const connection = loadSqlite().open(path);
  const all = <T>(sql: string): T[] =>
    connection
      .prepare(sql)
      .all()
      .map((row) => ({ ...(row as object) }) as T);
  const objects = all<{ name: string }>('SELECT name FROM sqlite_schema ORDER BY name').map(
    ({ name }) => name,
  );
  const count = (sql: string): number => all<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`)[0]!.n;
  const counts = {
    calls: count('calls'),
    submissions: count('submissions'),
    history: count('history'),
    draftsInCalls: count('calls WHERE draft_sealed IS NOT NULL'),
    drafts: objects.includes('drafts') ? count('drafts') : 0,
  };
  const version = all<{ user_version: number }>('PRAGMA user_version')[0]!.user_version;
  connection.close();
  return { version, objects, counts };
}

function startOver(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  copyFileSync(join(source, 'one.db'), path);
}

type Holdings = ReturnType<typeof holdings>;

/** The contents after each step from schema 1, by version. */
function wholeSteps(): Map<number, Holdings> {
  const steps = new Map<number, Holdings>();
  for (let version = 1; version <= SCHEMA_VERSION; version += 1) {
    startOver();
    const connection = loadSqlite().open(path);
    migrate(connection, MIGRATIONS.slice(0, version));
    connection.close();
    steps.set(version, holdings());
  }
  return steps;
}

const CHILD = join(import.meta.dirname, 'migrating-child.ts');

/** Opens the database in a process of its own. Kills it `delay` ms after it has begun, unless it is done before. */
async function migrateAndKill(delay: number): Promise<void> {
  const child = spawn(process.execPath, [await childScript(CHILD), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  await new Promise<void>((resolve) => {
    child.stdout.once('data', resolve);
    void gone.then(resolve);
  });
  await Promise.race([pause(delay), gone]);
  child.kill('SIGKILL');
  await gone;
}

it(
  'is at a complete step of the migration, with every row, whenever it is killed',
  { timeout: 120_000 },
  async () => {
    console.log(`seed ${seed}`);
    const random = seeded(seed);
    startOver();
    const old = holdings();
    expect(old.counts['calls']! + old.counts['submissions']! + old.counts['history']!).toBeGreaterThan(
      50_000,
    );
    const began = performance.now();
    openDatabase({ path, log, clock }).database.close();
    const whole = performance.now() - began;
    const done = holdings();
    expect(old).toMatchObject({
      version: 1,
      counts: { calls: CALLS, drafts: 0, draftsInCalls: CALLS / DRAFT_EVERY },
    });
    expect(done.version).toBe(SCHEMA_VERSION);
    expect(done.counts).toEqual({ ...old.counts, draftsInCalls: 0, drafts: old.counts['draftsInCalls'] });

    const steps = wholeSteps();
    expect(steps.get(1)).toEqual(old);
    expect(steps.get(SCHEMA_VERSION)).toEqual(done);
    const found = new Map<number, number>();
    startOver();
    let interrupted = 0;
    // On a busy machine the work begins late or ends early, and few kills hit it. So it goes on until enough have.
    for (let kill = 0; kill < KILLS || (interrupted < KILLS / 3 && kill < 10 * KILLS); kill += 1) {
      await migrateAndKill(random() * whole * 1.2);
      if (existsSync(`${path}-wal`)) interrupted += 1;
      const now = holdings();
      found.set(now.version, (found.get(now.version) ?? 0) + 1);
      expect(now).toEqual(steps.get(now.version));
      // If the migration is not finished, it is killed again in that state, as on a machine that fails over and over.
      if (now.version === SCHEMA_VERSION) startOver();
    }
    console.log({ whole: Math.round(whole), interrupted, found: Object.fromEntries(found) });
    expect(interrupted).toBeGreaterThanOrEqual(KILLS / 3);

    const { database, notices } = openDatabase({ path, log, clock });
    expect(notices).toEqual([]);
    expect(integrityCheck(database)).toEqual([]);
    database.close();
  },
);

it('keeps every draft for the agent who continues it, and everything readable', () => {
  createSchemaOne(path, cipher, 40);
  const { database } = openDatabase({ path, log, clock });
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  const drafts = calls.list().flatMap(({ callId }) => {
    const draft = calls.known(callId).draft;
    return draft === null ? [] : [[callId, draft]];
  });
  expect(drafts.sort()).toEqual([0, 10, 20, 30].map((n) => [`call-${n}`, draftOf(n)]));
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  const { items } = outbox.list({ states: ['delivered'], offset: 0, limit: 100 });
  expect(items).toHaveLength(36);
  expect(items.every(({ comment }) => comment.startsWith('comment '))).toBe(true);
  outbox.submit(wrapUpOf(10, 'call-10'));
  expect(calls.get('call-10')?.draft).toBeNull();
  database.close();
});

it.each([
  ['a database of schema 1', false],
  ['one that was brought up to date', true],
])('loses nothing of %s whose first page is damaged, drafts included', (_name, migrated) => {
  createSchemaOne(path, cipher, 2_000);
  if (migrated) openDatabase({ path, log, clock }).database.close();
  overwrite(path, 0, Buffer.alloc(PAGE));
  const { database, notices } = openDatabase({ path, log, clock });
  expect(notices).toMatchObject([{ params: { submissions: 1_800, calls: 2_000, history: 5_400 } }]);
  expect((database.prepare('SELECT count(*) AS n FROM drafts').get() as { n: number }).n).toBe(200);
  expect(createCalls({ database, cipher, clock, log, viewer: everybody }).get('call-10')?.draft).toEqual(
    draftOf(10),
  );
  expect(integrityCheck(database)).toEqual([]);
  database.close();
});

describe('a database of schema 4, with wrap-ups that wait', () => {
  const COUNT = 40;
  beforeEach(() => {
    createSchemaOne(path, cipher, COUNT);
    const connection = loadSqlite().open(path);
    migrate(connection, MIGRATIONS.slice(0, 4));
    connection.exec(
      `DELETE FROM history WHERE from_state IS NOT NULL; UPDATE submissions SET state = 'queued'`,
    );
    connection.close();
  });

  function openOutbox(send: Send): { outbox: Outbox; codes: string[]; close(): void } {
    const { database, notices } = openDatabase({ path, log, clock, usedBefore: true });
    const outbox = createOutbox({ ...OUTBOX_OPTIONS, database, cipher, clock, log, send });
    const close = (): void => {
      void outbox.close();
      expect(integrityCheck(database)).toEqual([]);
      database.close();
    };
    return { outbox, codes: notices.map(({ code }) => code), close };
  }
  const unsent: Send = () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' });

  it('delivers them as they were saved', async () => {
    const sent = new Map<string, unknown>();
    const { outbox, close } = openOutbox((call, data) => {
      sent.set(JSON.stringify(data['callid']), [call, data]);
      return Promise.resolve({ kind: 'delivered' });
    });
    outbox.linkUp(false);
    await vi.waitFor(() => expect(outbox.summary()).toMatchObject({ waiting: 0, sending: 0 }), {
      timeout: 20_000,
    });
    const { items } = outbox.list({ states: ['delivered'], offset: 0, limit: 100 });
    expect(items).toHaveLength(COUNT - COUNT / DRAFT_EVERY);
    for (const { id, callId, kind } of items) {
      const n = Number(id.split('-').at(-1));
      expect([kind, sent.get(JSON.stringify(callId))]).toEqual([
        'disposition',
        ['SetCallOutcomeWithComments', dataOf(n, callId)],
      ]);
    }
    close();
  });

  it('comes back from its backup of that schema after the update', () => {
    copyFileSync(path, backupOf(path));
    const updated = openOutbox(unsent);
    expect(updated.codes).toEqual([]);
    updated.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });

    const { outbox, codes, close } = openOutbox(unsent);
    expect(codes).toEqual(['databaseGone', 'rescuedHeld']);
    const { items } = outbox.list({ states: ['held'], offset: 0, limit: 100 });
    expect(items).toHaveLength(COUNT - COUNT / DRAFT_EVERY);
    expect(new Set(items.map(({ kind, reason }) => `${kind} ${reason}`))).toEqual(
      new Set(['disposition rescued']),
    );
    expect(outbox.submit(fieldEditOf(500, 'call-1', ['LName']))).toMatchObject({ state: 'queued' });
    expect(outbox.submit(doNotCallOf(501, 'call-2'))).toMatchObject({ kind: 'doNotCall', state: 'queued' });
    expect(outbox.doNotCalls('call-2')).toMatchObject([{ kind: 'doNotCall', call: 'SetDNC' }]);
    const there = outbox.submit(otherCampaignOf(502, 'call-3', 2));
    expect(there).toMatchObject({ kind: 'otherCampaign', campaign: 'Campaign 2', state: 'queued' });
    expect(outbox.latestForCall('call-3')?.state).toBe('held');
    expect(outbox.latestForCall('call-1')?.state).toBe('held');
    close();
  });
});
