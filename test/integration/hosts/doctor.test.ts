import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { silentLog } from '#main/base/log.ts';
import { openDatabase } from '#main/database/database.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { runDoctor } from '#main/doctor/command.ts';
import { startBus, type BusOptions } from '../lcm/bench.ts';

const HOST = join(import.meta.dirname, '../../../src/main/hosts/browser/index.ts');

const EVENT = {
  channel: 'LCM',
  topic: 'WebService',
  subtopic: 'CampaignTimeZone',
  message: {
    callid: '600111222',
    response: { ZoneName: 'Europe/Madrid', ServerTime: new Date().toISOString() },
  },
};
const TALKING: BusOptions = { onConnection: (socket) => void socket.emit('message', EVENT) };

interface Report {
  readonly ok: boolean;
  readonly findings: readonly {
    check: string;
    state: string;
    words: string;
    note: string;
    code: string | null;
  }[];
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-doctored-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs the doctor as a program of its own. */
function start(folder: string, words: readonly string[]) {
  const child = spawn(process.execPath, [HOST, '--doctor', '--data-dir', folder, ...words]);
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

/** Runs the doctor in this process. */
async function run(folder: string, words: readonly string[]) {
  let out = '';
  const code = await runDoctor(['--data-dir', folder, '--for', '1', ...words], {
    dataDir: folder,
    site: [],
    out: (text) => {
      out += text;
      return Promise.resolve();
    },
    err: (text) => (out += text),
    signal: new AbortController().signal,
    host: () =>
      Promise.resolve({
        version: 'Afterword',
        system: {},
        keyProtector: { ...fileKeyProtector, strength: 'os' },
      }),
  });
  return { code, out };
}

async function report(folder: string, words: readonly string[]) {
  const { code, out } = await run(folder, [...words, '--json']);
  const read = JSON.parse(out) as Report;
  const of = (check: string) => read.findings.find((each) => each.check === check);
  return { code, read, of, out };
}

describe('the doctor', () => {
  it('finds all well, exits with 0, and sends nothing and prints no secret', async () => {
    const bus = await startBus(TALKING);
    const folder = makeFolder();
    writeFileSync(join(folder, 'auth.json'), '{"token":"s3cret"}');
    const { code, read, of, out } = await report(folder, [
      '--url',
      bus.url,
      '--auth',
      `@${join(folder, 'auth.json')}`,
    ]);
    expect(read.findings.filter(({ state }) => state === 'failed')).toEqual([]);
    expect([code, read.ok]).toEqual([0, true]);
    expect(of('bus')).toMatchObject({
      words: 'Messages within 1 s: 1',
      note: 'LCM / WebService / CampaignTimeZone: 1',
    });
    expect(of('clock')?.words).toMatch(/^LCM’s clock minus this machine’s: -?\d s$/);
    expect(out).not.toContain('s3cret');
    expect(bus.received).toEqual([]);
    expect(readdirSync(folder)).toEqual(['auth.json']);
  });

  it('names the softphones on the bus, and the call types that nobody has mapped', async () => {
    const say = (change: object) => ({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      message: {
        call: {
          id: 'a-1',
          event: 'Ringing',
          User: { loginName: 'other.agent' },
          CallType: 'Regular-Call',
          ...change,
        },
      },
    });
    const calls = [
      say({}),
      say({ CallType: 'Robo\u202ecall' }),
      say({ CallType: 'Sorteo' }),
      { channel: 'K\u202e', topic: 'T', subtopic: 'S' },
      'no envelope',
    ];
    const bus = await startBus({
      onConnection: (socket) => {
        for (const call of calls) socket.emit('message', call);
      },
    });
    const folder = makeFolder();
    writeFileSync(join(folder, 'settings.json'), '{"calls":{"types":{"Sorteo":"none"}}}');
    const { of } = await report(folder, ['--url', bus.url]);
    expect(of('bus')?.note.split('\n')).toEqual([
      'Amazon / OutboundCall / OutboundCallStateChange: 3 (Amazon outbound)',
      'K / T / S: 1',
      'No envelopes: 1',
    ]);
    expect(of('calls')).toMatchObject({
      words: 'Events of calls: 3',
      note: 'Call types not mapped (setting calls.types): Robocall',
    });
  });

  it('prints no secret that LCM sends back', async () => {
    const bus = await startBus({
      admit({ handshake }) {
        throw new Error(`the token ${String(handshake.auth['token'])} is not known`);
      },
    });
    const { code, of, out } = await report(makeFolder(), [
      '--url',
      bus.url,
      '--auth',
      '{"token":"s3cret-77"}',
    ]);
    expect([code, of('namespace')?.state]).toEqual([1, 'failed']);
    expect(of('namespace')?.words).toContain('the token ••• is not known');
    expect(out).not.toContain('s3cret-77');
  });

  it('takes the way to LCM from the settings file, and exits with 1 if a step fails', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'settings.json'), '{"lcm":{"url":"http://127.0.0.1:9"}}');
    const { code, of } = await report(folder, []);
    expect(code).toBe(1);
    expect(of('settings')).toMatchObject({ state: 'passed', words: 'settings.json is sound.' });
    expect(of('reach')).toMatchObject({ state: 'failed', code: 'nothingListens' });
  });

  it.runIf(process.getuid?.() === 0)('says that the data folder is another user’s', async () => {
    const bus = await startBus(TALKING);
    const folder = makeFolder();
    chownSync(folder, 65_534, 65_534);
    const { code, of } = await report(folder, ['--url', bus.url]);
    expect(code).toBe(1);
    expect(of('data folder')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('belongs to another user') as string,
    });
  });

  it('words what is wrong in the settings file, and leaves the folder as it is', async () => {
    const bus = await startBus(TALKING);
    const folder = makeFolder();
    writeFileSync(join(folder, 'settings.json'), '{"lcm":{"ulr":"x"}}');
    const { code, of } = await report(folder, ['--url', bus.url]);
    expect(code).toBe(1);
    expect(of('settings')).toMatchObject({
      state: 'failed',
      words: 'Faults: 1. What is faulty is left out, and the rest applies.',
      note: `FAULT ${join(folder, 'settings.json')}:1 lcm.ulr is not a setting: it may be meant as “url”`,
    });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it.each(['settings.json.txt', 'Settings.json', 'settings'])('says that %s is not read', async (name) => {
    const folder = makeFolder();
    writeFileSync(join(folder, name), '{"lcm":{"url":"http://127.0.0.1:9"}}');
    const { of } = await report(folder, []);
    expect(of('settings')).toMatchObject({
      state: 'failed',
      words: `There is no settings.json, but ${name}: rename it.`,
    });
  });

  it('says that the machine’s clock or LCM’s is a day off', async () => {
    const ServerTime = new Date(Date.now() + 86_400_000).toISOString();
    const event = {
      ...EVENT,
      message: { ...EVENT.message, response: { ...EVENT.message.response, ServerTime } },
    };
    const bus = await startBus({ onConnection: (socket) => void socket.emit('message', event) });
    const { code, of } = await report(makeFolder(), ['--url', bus.url]);
    expect([code, of('clock')?.state]).toEqual([1, 'failed']);
    expect(of('clock')?.words).toMatch(/ 86\d{3} s$/);
  });

  it('names the switch whose value is wrong', async () => {
    const { out } = await run(makeFolder(), ['--event', 'connect']);
    expect(out).toBe('error: --event is an event that Socket.IO keeps for itself\n');
  });

  it('ends in order when nobody reads on, and says why if its words cannot be kept', async () => {
    const words = [HOST, '--doctor', '--data-dir', makeFolder()];
    const head = spawn(process.execPath, words);
    let err = '';
    head.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    head.stdout.destroy();
    expect([await once(head, 'close'), err]).toEqual([[1, null], '']);
    if (!existsSync('/dev/full')) return;
    const full = spawn(process.execPath, words, { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
    full.stderr?.on('data', (piece: Buffer) => (err += piece.toString()));
    expect(await once(full, 'close')).toEqual([1, null]);
    expect(err).toBe('error: the output cannot be written (ENOSPC)\n');
  }, 60_000);

  it.each([
    [['--urll', 'x'], 2],
    [['--url', 'ftp://lcm'], 2],
    [['--auth', '[1]'], 2],
    [['--for', '0'], 2],
    [['wrap-up'], 2],
    [['--help'], 0],
  ])('%j exits with %i', async (words, expected) => {
    expect((await run(makeFolder(), words)).code).toBe(expected);
  });

  it('exits as a program with these codes, and words to read', async () => {
    const bus = await startBus(TALKING);
    const ends = await Promise.all(
      [
        ['--url', bus.url, '--for', '1'],
        ['--url', 'http://127.0.0.1:9'],
        ['--urll', 'x'],
      ].map((words) => start(makeFolder(), words).ended),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 1, 2]);
    expect(ends[0]?.out).toMatch(/^ok {3}version .*\n(.*\n)+All is well\.\n$/);
    expect(ends[1]?.out).toMatch(/^FAIL reach /m);
    expect(ends[2]?.err).toContain('--urll');
  }, 60_000);

  it('does not touch a database that is in use', async () => {
    const bus = await startBus(TALKING);
    const folder = makeFolder();
    const { database } = openDatabase({
      path: join(folder, 'afterword.db'),
      log: silentLog,
      clock: systemClock,
    });
    const { code, of } = await report(folder, ['--url', bus.url]);
    expect(code).toBe(0);
    expect(of('database')?.words).toContain('A running Afterword has it open');
    expect(database.prepare('PRAGMA quick_check(1)').get()).toEqual({ quick_check: 'ok' });
    database.close();
    expect((await report(folder, ['--url', bus.url])).of('database')?.words).toBe('It opens and is sound.');
  });

  it('says that the database is of a newer Afterword, or damaged', async () => {
    const bus = await startBus(TALKING);
    const newer = makeFolder();
    const connection = loadSqlite().open(join(newer, 'afterword.db'));
    connection.exec('CREATE TABLE t (x); PRAGMA user_version = 9999');
    connection.close();
    const before = readFileSync(join(newer, 'afterword.db'));
    const found = await report(newer, ['--url', bus.url]);
    expect([found.code, found.of('database')?.code]).toEqual([1, 'newerSchema']);
    expect(readFileSync(join(newer, 'afterword.db')).equals(before)).toBe(true);

    const damaged = makeFolder();
    writeFileSync(join(damaged, 'afterword.db'), 'nonsense '.repeat(1_000));
    expect((await report(damaged, ['--url', bus.url])).of('database')?.code).toBe('damaged');
  });

  it('records the bus until Ctrl+C, with made-up values', async () => {
    const bus = await startBus(TALKING);
    const folder = makeFolder();
    const file = join(folder, 'bus.jsonl');
    const { child, ended } = start(folder, ['--url', bus.url, '--record', file, '--for', '600']);
    await vi.waitFor(() => expect(bus.clients.length).toBe(2), 20_000);
    bus.emit(EVENT);
    bus.emit({ channel: 'Test', topic: 'Test', subtopic: 'Mark', message: 'Wilhelmina 600111222' });
    await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toContain('Mark'), 20_000);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toMatch(/holds \d messages with made-up values/);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"subtopic":"CampaignTimeZone"');
    expect(text).not.toMatch(/600111222|Wilhelmina/i);
    const again = await run(folder, ['--url', bus.url, '--record', file]);
    expect([again.code, again.out.includes('is there already')]).toEqual([1, true]);
  }, 60_000);
});
