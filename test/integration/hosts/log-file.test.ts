import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script in a process of its own. @returns what it printed, and its log file */
async function run(script: string): Promise<{ printed: string; log: string }> {
  const begin =
    "import { openLog } from '#main/hosts/log-file.ts'; const log = openLog(process.argv[1], false);";
  const args = ['--input-type=module', '--eval', begin + script, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  return { printed: stdout, log: readFileSync(join(folder, 'logs', 'afterword.log'), 'utf8') };
}

const MODULES =
  "import { execFileSync } from 'node:child_process'; import { renameSync, rmSync } from 'node:fs';";

it('keeps what was logged before a flood, and counts the flood', async () => {
  const { log } = await run(`
    log.info('before');
    for (let n = 0; n < 40_000; n += 1) log.warn('not an envelope', { malformed: n });
  `);
  expect(log.length).toBeLessThan(2_000);
  expect(log).toContain('before');
  expect(log).toContain('repeated: 39995');
});

it('logs errors that nothing caught, and the process goes on', async () => {
  const { printed, log } = await run(`
    const { createSignal } = await import('#main/base/signal.ts');
    process.once('beforeExit', () => console.log('still there'));
    setTimeout(() => { throw new Error('in a timer'); });
    Promise.reject(new Error('in a promise'));
    const changed = createSignal();
    changed.on(() => { throw new Error('in a listener'); });
    changed.emit();
  `);
  expect(printed).toBe('still there\n');
  for (const place of ['timer', 'promise', 'listener']) expect(log).toContain(`in a ${place}`);
});

it.skipIf(process.platform === 'win32').each([
  ['before the start', ''],
  ['while it runs', "log.warn('before'); rmSync(path); execFileSync('mkfifo', [path]);"],
])('logs to a file of its own if somebody has put a pipe in its place %s', async (_when, put) => {
  const path = join(folder, 'logs', 'afterword.log');
  mkdirSync(join(folder, 'logs'));
  if (put === '') execFileSync('mkfifo', [path]);
  const { log } = await run(`${MODULES} const path = '${path}'; ${put} log.warn('after the pipe');`);
  expect(log).toContain('after the pipe');
  expect(existsSync(`${path}.pipe`)).toBe(true);
});

it('goes on in a new folder if somebody has taken away the one of the logs', async () => {
  const { log } = await run(`${MODULES}
    log.warn('before');
    rmSync('${join(folder, 'logs')}', { recursive: true });
    log.warn('after');
  `);
  expect(log).toContain('after');
});

it('makes no folder where the data folder was that is away', async () => {
  const away = `${folder}.away`;
  await expect(
    run(`${MODULES} log.warn('before'); renameSync('${folder}', '${away}'); log.warn('after');`),
  ).rejects.toThrow('ENOENT');
  expect(existsSync(folder)).toBe(false);
  rmSync(away, { recursive: true });
});
