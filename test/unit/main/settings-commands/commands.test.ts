import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf } from '#main/hosts/commands.ts';
import { environmentSource } from '#main/site/environment.ts';
import { machineFile } from '#main/site/machine-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return path;
};

/** Runs the command line of an app whose site's file is `site.json`. */
async function run(...line: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const { command, words } = commandOf(['/usr/bin/afterword', ...line])!;
  const code = await command.run(words, {
    dataDir: folder,
    site: [machineFile(join(folder, 'site.json')), environmentSource({ AFTERWORD_DATA_DIR: folder })],
    out: (text) => {
      said.out += text;
      return Promise.resolve();
    },
    err: (text) => (said.err += text),
    signal: new AbortController().signal,
    host: () => expect.unreachable(),
  });
  return { code, ...said };
}

it('an ordinary command line asks for no command', () => {
  expect(commandOf(['/usr/bin/afterword', '--hidden', 'afterword://wrap-up?call=1'])).toBeNull();
});

it('says its version and its switches, unless another command is asked about', async () => {
  expect(await run('--version')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Afterword \d+\.\d+\.\d+\n$/) as string,
  });
  expect((await run('--help')).out).toContain('--check-settings FILE');
  for (const command of ['--check-settings', '--diagnostics'])
    expect((await run(command, '--help')).out).toContain(`Usage: afterword ${command}`);
});

describe('--print-settings', () => {
  it('tells each value with its origin', async () => {
    const site = write('site.json', {
      defaults: { outbox: { maxInFlight: 2 }, lcm: { path: '/bus' } },
      locked: { lcm: { url: 'https://lcm.example.com' }, start: { atLogin: false } },
    });
    const user = write('settings.json', {
      lcm: { url: 'https://evil.example', path: '/mine' },
      form: { holidays: ['2026-12-25'] },
    });
    const { code, out } = await run('--print-settings');
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines).toContain(`lcm.url = "https://lcm.example.com"  [locked in ${site}]`);
    expect(lines).toContain(`start.atLogin = false  [locked in ${site}]`);
    expect(lines).toContain(`outbox.maxInFlight = 2  [defaults in ${site}]`);
    expect(lines).toContain(`lcm.path = "/mine"  [${user}]`);
    expect(lines).toContain(`form.holidays = ["2026-12-25"]  [${user}]`);
    expect(lines).toContain('lcm.namespace = "/"  [default]');
    expect(lines).toContain(`machine.dataFolder = ${JSON.stringify(folder)}  [environment]`);
    expect(out).not.toContain('evil');
  });

  it('says what is withheld, and what is wrong', async () => {
    const site = write('site.json', { locked: { lcm: { url: 5 } } });
    write('settings.json', { lcm: { url: 'https://user.example' } });
    const { code, out } = await run('--print-settings');
    expect(code).toBe(1);
    expect(out).toContain('lcm.url = ""  [default, withheld: its lock cannot be read]');
    expect(out).toContain(`FAULT ${site}:4 locked.lcm.url must be a text in quotes (written: 5)`);
  });

  it.each([[[]], [['--json']]])('shows no secret and changes nothing: %j', async (more) => {
    write('site.json', {
      locked: { lcm: { headers: { 'X-Key': 's3cret' }, proxy: 'http://ana:s3cret@proxy:1' } },
      token: 's3cret',
    });
    write('settings.json', {
      lcm: {
        auth: { token: 's3cret', deep: ['s3cret'] },
        url: 'https://ana:s3cret@lcm.example.com',
        pasword: 's3cret',
      },
      spelling: { dictionaryUrl: 'https://example.com/words?key=s3cret' },
    });
    const { out } = await run('--print-settings', ...more);
    expect(out).not.toContain('s3cret');
    expect(out).toContain('lcm.auth');
    expect(readdirSync(folder).sort()).toEqual(['settings.json', 'site.json']);
    if (more.length > 0) expect(JSON.parse(out)).toMatchObject({ managed: true });
  });
});

describe('--check-settings', () => {
  it('finds a sound file of a user sound, and one of the site', async () => {
    const user = write('mine.json', { lcm: { url: 'https://lcm.example.com' } });
    expect(await run('--check-settings', user)).toMatchObject({
      code: 0,
      out: `${user} is sound, as a file of a user.\n`,
    });
    const site = write('theirs.json', { $schema: 'x', locked: { lcm: { url: 'https://lcm.example.com' } } });
    expect(await run('--check-settings', site)).toMatchObject({
      code: 0,
      out: `${site} is sound, as a file of the site.\n`,
    });
  });

  it('says of each fault where it is, what is there and what would be right', async () => {
    const user = write(
      'mine.json',
      '{\n  "lcm": { "path": "bus" },\n  "outbox": { "maxInFlight": 99, "retries": 1 }\n}',
    );
    const { code, out } = await run('--check-settings', user);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      `FAULT ${user}:2 lcm.path must begin with “/” (written: "bus"); used instead: "/socket.io"`,
      `FAULT ${user}:3 outbox.maxInFlight must be at most 32 (written: 99); used instead: 4`,
      expect.stringContaining(`FAULT ${user}:3 outbox.retries is not a setting`),
      'Something is wrong: see above.',
      '',
    ]);
  });

  it('tells faults of a site’s file by their section, as JSON too', async () => {
    const site = write(
      'theirs.json',
      '{\n  "defaults": {},\n  "locked": { "lcm": {\n    "uri": "s3cret" } }\n}',
    );
    const { code, out } = await run('--check-settings', site, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      kind: 'site',
      faults: [{ path: 'locked.lcm.uri', line: 4, written: null, reason: { code: 'notThisSetting' } }],
    });
  });

  it('takes a file whose sections are written in other letters for one of the site', async () => {
    const site = write('theirs.json', { Locked: { lcm: { url: 'https://lcm.example.com' } } });
    const { code, out } = await run('--check-settings', site);
    expect([code, out.split('\n')[0]]).toEqual([
      1,
      `FAULT ${site}:2 Locked belongs into “defaults” or “locked”`,
    ]);
  });

  it('shows the line and the value that count of a setting that is there twice', async () => {
    const user = write('mine.json', '{\n"lcm": { "path": "/bus" },\n"lcm": { "path": "bus" }\n}');
    const { out } = await run('--check-settings', user);
    expect(out.split('\n').slice(0, 2)).toEqual([
      `FAULT ${user}:3 lcm is there twice`,
      `FAULT ${user}:3 lcm.path must begin with “/” (written: "bus"); used instead: "/socket.io"`,
    ]);
  });

  it('warns of a secret in clear text, which it does not show', async () => {
    const site = write('theirs.json', {
      defaults: { lcm: { auth: { token: 's3cret', agent: { env: 'TOKEN' } } } },
      locked: { signIn: { clientSecret: 's3cret' } },
    });
    const { code, out } = await run('--check-settings', site);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'A secret in clear text: lcm.auth.token; name its place instead',
      'A secret in clear text: signIn.clientSecret; name its place instead',
    ]);
    expect(out).not.toContain('s3cret');
    const asJson = await run('--check-settings', site, '--json');
    expect(JSON.parse(asJson.out)).toMatchObject({ inClear: ['lcm.auth.token', 'signIn.clientSecret'] });
  });

  it('says so of a file whose groups lie too deep, however it may end', async () => {
    const user = write('mine.json', `{"lcm": {"auth": ${'{"a":'.repeat(50_000)}`);
    const { code, out } = await run('--check-settings', user);
    expect(code).toBe(1);
    expect(out).toContain(`FAULT ${user}  has groups within groups`);
    // Signs in a text are no groups.
    const sound = write('sound.json', {
      form: { snippets: [{ abbreviation: 'x', text: '[{'.repeat(200) }] },
    });
    expect((await run('--check-settings', sound)).code).toBe(0);
  });

  it.each([
    ['no file', ['--check-settings', '/nonexistent/settings.json']],
    ['no name', ['--check-settings']],
    ['an empty name', ['--check-settings', '']],
    ['an empty name of an archive', ['--diagnostics', '']],
    ['two archives', ['--diagnostics', 'a.zip', 'b.zip']],
    ['an unknown flag', ['--check-settings', '--what']],
  ])('exits with 2 for %s', async (_what, line) => {
    const { code, err } = await run(...line);
    expect(code).toBe(2);
    expect(err).toContain('error');
  });
});
