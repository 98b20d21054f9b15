/** Who can do what with an installed app, tried by real users of this machine: docs/who-can-do-what.md names these tests. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { keyboardOf } from '#test/package/keyboard.ts';
import { throwAwayUser, type OrdinaryUser, type Started } from '#test/package/ordinary-user.ts';
import { processesOf } from '#test/package/processes.ts';
import { reachable } from '#test/package/reachable.ts';
import { siteView, type SiteView } from '#test/package/site-view.ts';
import { AGENT, startLcm, type TestLcm } from './lcm.ts';
import { expect, test } from './packaged-test.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root makes users');
// Each goes on where the one before it has left the machine.
test.describe.configure({ mode: 'serial' });

const SITE = '/etc/afterword';
const KEY = '5|3|1|0|0|44|1';
const PERSON = 'Planted Person';
const LINK = link('p-1');
/** A secret that somebody has written into a settings file. */
const CLEAR = 'planted-clear-text';

const printed = z.object({
  settings: z.array(z.object({ path: z.string(), value: z.unknown().optional() })),
});

let program: string;
/** A place of the site for everybody's data folders, open to all as `/tmp` is. */
let desks: string;
let lcm: TestLcm;
let site: SiteView;
let agent: OrdinaryUser;
let other: OrdinaryUser;
let app: Started;

test.beforeAll(async ({ folder, packed }) => {
  program = packed.executable;
  desks = join(folder, 'desks');
  mkdirSync(desks);
  chmodSync(desks, 0o1777);
  lcm = await startLcm();
  const settings = join(folder, 'site');
  mkdirSync(settings);
  site = await siteView(settings);
  agent = throwAwayUser('aw-test-agent', site.enter);
  other = throwAwayUser('aw-test-other', site.enter);
  writeFileSync(join(settings, 'lcm-token'), lcm.token, { mode: 0o640 });
  // Its group is that of the agent: root may let a group read it.
  chownSync(join(settings, 'lcm-token'), 0, statSync(agent.home).gid);
  writeFileSync(
    join(settings, 'settings.json'),
    JSON.stringify({
      locked: {
        lcm: { url: lcm.url, auth: { token: { file: join(SITE, 'lcm-token') } } },
        agent: { userId: AGENT },
        machine: { dataFolder: join(desks, '{user}') },
        connect: { locked: true },
      },
    }),
    { mode: 0o644 },
  );
});
test.afterAll(async () => {
  for (const { pid } of ofAgent()) process.kill(pid, 'SIGKILL');
  await expect.poll(() => ofAgent()).toEqual([]);
  agent.remove();
  other.remove();
  await site.end();
  await lcm.stop();
});

function link(callId: string, more = ''): string {
  return `afterword://wrap-up?callid=${callId}&account=${encodeURIComponent(KEY)}&contact=${encodeURIComponent(PERSON)}${more}`;
}

const dataOf = (name: string): string => join(desks, name);
const ofAgent = () => processesOf(program);
const mainPid = (): number => ofAgent().find(({ type }) => type === '')?.pid ?? 0;
const busy = (): string => {
  try {
    return readFileSync(join(dataOf('aw-test-agent'), 'afterword.busy'), 'utf8');
  } catch {
    return '';
  }
};

interface Answer {
  readonly code: number | null;
  readonly said: string;
}

/** The ids of the calls that the agent's app has, read from a copy of its database. */
function callsOfAgent(): unknown[] {
  const copy = join(desks, 'copy');
  mkdirSync(copy);
  try {
    for (const name of ['afterword.db', 'afterword.db-wal'])
      copyFileSync(join(dataOf('aw-test-agent'), name), join(copy, name));
    const database = new DatabaseSync(join(copy, 'afterword.db'));
    const rows = database.prepare('SELECT call_id FROM calls ORDER BY call_id').all();
    database.close();
    return rows.map((row) => row['call_id']);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Runs a command of the app without a display. @param environment what the user's environment has besides */
async function command(
  user: OrdinaryUser,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const { ended, said } = user.start('env', '--unset=DISPLAY', ...variables, program, ...words);
  return { code: await ended, said: said() };
}

/** Runs it as root, for whom the sandbox cannot work. @param enter how root enters the view with the site's settings */
function asRoot(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  enter: readonly string[] = site.enter,
): Answer {
  return ended([...enter, program, '--no-sandbox', ...words], environment);
}

function ended([first = '', ...words]: readonly string[], environment: NodeJS.ProcessEnv = {}): Answer {
  const env = { PATH: process.env['PATH'], HOME: '/root', ...environment };
  const { status, stdout, stderr } = spawnSync(first, words, { encoding: 'utf8', env });
  return { code: status, said: stdout + stderr };
}

/** What a user finds. */
function finds(user: OrdinaryUser, ...words: string[]): string[] {
  // It complains of folders that are closed to it, and of files that go meanwhile.
  const found = user.run('sh', '-c', 'find "$@" 2>/dev/null || true', 'sh', ...words);
  return found.split('\n').filter((path) => path !== '');
}

/** The files, folders and sockets, at and below these paths, that a user may look into or write to. */
function opens(user: OrdinaryUser, ...paths: string[]): string[] {
  const kinds = ['(', '-type', 'd', '-o', '-type', 'f', '-o', '-type', 's', ')'];
  return finds(user, ...paths, ...kinds, '(', '-readable', '-o', '-writable', ')');
}

/** Whether a user can do this with a file. */
function can(user: OrdinaryUser, shell: string, path: string): boolean {
  try {
    user.run('sh', '-c', shell, 'sh', path);
    return true;
  } catch {
    return false;
  }
}

test('a folder that another user has left where the site keeps the data is not used', async () => {
  const left = dataOf('aw-test-agent');
  other.run('sh', '-c', `umask 000; mkdir ${left}`);
  const { ended } = agent.start(program);
  const keyboard = keyboardOf('afterword');
  let code: number | null = null;
  void ended.then((told) => {
    code = told;
  });
  await expect
    .poll(
      () => {
        // A window says why, and waits.
        if (code === null && keyboard.seesWindow()) {
          keyboard.focus();
          keyboard.press('Return');
        }
        return code;
      },
      { timeout: 40_000 },
    )
    .toBe(1);
  expect(globSync(join(left, '**/*'))).toEqual([]);
  rmSync(left, { recursive: true });
});

test('another user of the machine can read nothing of an agent’s app, not even with an open umask', async () => {
  app = agent.start('sh', '-c', 'umask 000; exec "$@"', 'sh', program, LINK);
  await expect.poll(() => lcm.now.connections(), { timeout: 20_000 }).toBe(1);
  await expect.poll(busy, { timeout: 20_000 }).toContain('afterCallWork');

  const data = dataOf('aw-test-agent');
  expect(opens(agent, data).length).toBeGreaterThan(20);
  expect(opens(other, data)).toEqual([]);
  const places = [agent.home, '/tmp', '/dev/shm', '/var/tmp', '-not', '-path', `${data}*`];
  const left = finds(agent, ...places, '-user', 'aw-test-agent');
  expect(left).toContainEqual(expect.stringMatching(/SingletonSocket$/));
  // The home folder is open in this test, and the shader cache is the graphics driver's: it holds programs, and no data.
  const open = opens(other, ...left).filter(
    (path) => path !== agent.home && !path.startsWith(`${agent.home}/.cache`),
  );
  expect(open).toEqual([]);

  const pids = ofAgent().map(({ pid }) => pid);
  expect(pids.length).toBeGreaterThan(2);
  for (const name of ['environ', 'mem', 'maps'])
    for (const pid of pids)
      expect([name, can(other, 'head -c 1 "$1" >/dev/null', `/proc/${String(pid)}/${name}`)]).toEqual([
        name,
        false,
      ]);
  expect(can(other, 'kill "$1"', String(app.process.pid))).toBe(false);
});

test('the command line of an app, which every user can read, does not say whom a call is with', () => {
  const lines = ofAgent().map(({ pid }) => readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8'));
  expect(lines.length).toBeGreaterThan(2);
  expect(decodeURIComponent(lines.join('\n'))).not.toMatch(new RegExp(`${PERSON}|wrap-up|p-1`));
});

test('an app listens on no port, and its one socket is closed to other users', () => {
  const { ports, sockets } = reachable(ofAgent().map(({ pid }) => pid));
  expect(ports).toEqual([]);
  expect(sockets).toEqual([expect.stringMatching(/\/SingletonSocket$/)]);
  expect(opens(agent, ...sockets)).toEqual(sockets);
  expect(opens(other, ...sockets)).toEqual([]);
});

test('links and second starts put a call on the list, and neither wrap up nor end anything', async () => {
  const set = '&BusinessOutcome=302&OutcomeId=302&submit=1&comment=paid&clear=1';
  for (const words of [
    ['afterword://submit?callid=p-1'],
    ['afterword://clear?callid=p-1'],
    [link('p-1', set)],
    ['--', link('p-1', set)],
    ['--callid', 'p-1', '--account', KEY, '--submit', '--quit', '--connect'],
    [link('p-2', set)],
  ])
    agent.run(program, ...words);
  // Each is heard in its turn.
  await expect.poll(callsOfAgent).toEqual(['p-1', 'p-2']);
  expect(ofAgent().filter(({ type }) => type === '')).toHaveLength(1);
  expect(lcm.now.ledger.entries().map(({ subtopic }) => subtopic)).toEqual([]);
});

test('only who may look into an agent’s folder is told whether the agent is at work', async () => {
  const ask = ['--update-ready'];
  const all = [...ask, '--data-dir', dataOf('aw-test-agent'), dataOf('nobody-yet')];
  expect(await command(agent, ask)).toEqual({
    code: 1,
    said: expect.stringContaining('to be wrapped up'),
  });
  expect(asRoot(all)).toEqual({ code: 1, said: expect.stringContaining('to be wrapped up') });
  expect(asRoot(ask)).toEqual({ code: 2, said: expect.stringContaining('this user is no agent') });
  expect(await command(other, all)).toEqual({ code: 2, said: expect.stringContaining('EACCES') });
  // What root has done here has left nothing that the agent cannot use.
  expect(
    execFileSync('find', [dataOf('aw-test-agent'), '-not', '-user', 'aw-test-agent'], { encoding: 'utf8' }),
  ).toBe('');
});

test('what the site has locked holds against the user’s file, the environment and the command line', async () => {
  const own = join(dataOf('aw-test-agent'), 'settings.json');
  const elsewhere = join(agent.home, 'elsewhere');
  const wanted = {
    lcm: { url: 'https://elsewhere.example', auth: { token: CLEAR } },
    connect: { locked: false },
    agent: { userId: 'boss' },
    form: { commentLimit: 500 },
    metrics: { headers: { authorization: CLEAR } },
  };
  agent.run(
    'sh',
    '-c',
    'mkdir "$1" && printf %s "$2" > "$1/settings.json"',
    'sh',
    elsewhere,
    JSON.stringify(wanted),
  );
  agent.run('cp', join(elsewhere, 'settings.json'), own);
  const environment = {
    AFTERWORD_DATA_DIR: elsewhere,
    AFTERWORD_E2E: '1',
    AFTERWORD_E2E_MACHINE_FILE: own,
    XDG_CONFIG_HOME: elsewhere,
    XDG_CONFIG_DIRS: elsewhere,
    HOME: elsewhere,
  };
  for (const more of [[], ['--data-dir', elsewhere]]) {
    const asked = [`--user-data-dir=${elsewhere}`, '--print-settings', '--json', ...more];
    const { said } = await command(agent, asked, environment);
    const { settings } = printed.parse(
      JSON.parse(said.slice(said.indexOf('{\n'), said.lastIndexOf('}') + 1)),
    );
    const values = new Map(settings.map(({ path, value }) => [path, value]));
    // The user's file is read, and has no say where there is a lock.
    expect(values.get('form.commentLimit')).toBe(500);
    expect([values.get('lcm.url'), values.get('connect.locked'), values.get('agent.userId')]).toEqual([
      lcm.url,
      true,
      AGENT,
    ]);
    expect(values.get('machine.dataFolder')).toBe(join(desks, '{user}'));
  }
  for (const name of ['settings.json', 'lcm-token', 'another.json'])
    for (const user of [agent, other])
      expect([name, can(user, 'echo x >> "$1"', join(SITE, name))]).toEqual([name, false]);
  expect(can(agent, 'mv "$1" "$1.old"', SITE)).toBe(false);
});

test('no secret is in what the app writes, prints or gives to support, and the site’s file of one is closed to others', async () => {
  expect(can(agent, 'cat "$1"', join(SITE, 'lcm-token'))).toBe(true);
  expect(can(other, 'cat "$1"', join(SITE, 'lcm-token'))).toBe(false);
  const zip = join(agent.home, 'for-support.zip');
  expect(await command(agent, ['--diagnostics', zip])).toMatchObject({ code: 0 });
  expect(can(other, 'cat "$1"', zip)).toBe(false);
  const data = dataOf('aw-test-agent');
  const written = globSync(join(data, '**/*'))
    .filter((path) => lstatSync(path).isFile() && basename(path) !== 'settings.json')
    .map((path) => readFileSync(path));
  const { said } = await command(agent, ['--print-settings']);
  const texts = [
    said,
    app.said(),
    ...[...Object.values(unzipSync(readFileSync(zip))), ...written].map(String),
  ];
  expect(said).toContain('lcm.auth');
  for (const secret of [lcm.token, CLEAR]) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  rmSync(join(data, 'settings.json'));
});

test('the program runs no other code: not as Node, not by variables, switches or another archive', async () => {
  const marker = join(agent.home, 'ran');
  const evil = join(agent.home, 'evil');
  mkdirSync(evil);
  const code = `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`;
  writeFileSync(join(evil, 'index.js'), code);
  writeFileSync(join(evil, 'package.json'), '{"name":"evil","version":"1.0.0","main":"index.js"}');
  const script = join(evil, 'index.js');
  const environment = {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require=${script} --inspect=127.0.0.1:0`,
    NODE_PATH: evil,
    NODE_EXTRA_CA_CERTS: script,
    ELECTRON_OVERRIDE_DIST_PATH: evil,
  };
  for (const words of [[script], [evil], [`--app=${evil}`], ['-r', script], ['-e', code]]) {
    const { code: exit, said } = await command(agent, [...words, '--print-settings'], environment);
    expect({ words, exit, printed: said.includes('lcm.url') }).toEqual({ words, exit: 0, printed: true });
    expect(said).not.toMatch(/listening on|inspector/i);
  }
  expect(existsSync(marker)).toBe(false);
  // Node begins to debug at this signal. Without its handler the system just ends the program.
  const caught =
    /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${String(mainPid())}/status`, 'utf8'))?.[1] ?? '';
  expect(BigInt(`0x${caught}`) & (1n << BigInt(constants.signals.SIGUSR1 - 1))).toBe(0n);
});

test('a contact is erased for a user who is away as that user, and never by root in a folder of theirs', async () => {
  const erase = ['--erase-contact', '--key', KEY, '--yes'];
  process.kill(mainPid());
  expect(await app.ended).toBe(0);
  const data = dataOf('aw-test-agent');
  const notTheirs = (): string[] => finds(agent, data, '-not', '-user', 'aw-test-agent');

  const line = [program, ...erase].map((word) => `'${word}'`).join(' ');
  const away = ended([...site.enter, 'runuser', '-l', 'aw-test-agent', '-c', line]);
  expect(away).toEqual({
    code: 0,
    said: expect.stringMatching(/2 calls[^]*All of this was erased/),
  });
  expect(notTheirs()).toEqual([]);
  expect(opens(other, data)).toEqual([]);

  // A lock names the folder of whoever asks.
  expect(asRoot(erase)).toEqual({
    code: 1,
    said: expect.stringContaining(`There is no database in ${dataOf('root')}`),
  });
  const refused = asRoot(erase, { AFTERWORD_DATA_DIR: data }, []);
  expect(refused).toEqual({
    code: 1,
    said: expect.stringContaining(`${data} belongs to another user`),
  });
  expect(notTheirs()).toEqual([]);
});
