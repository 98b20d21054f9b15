import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('logs errors that nothing caught, and the process goes on', async () => {
  const script = `
    import { openLog } from '#main/hosts/log-file.ts';
    import { createSignal } from '#main/base/signal.ts';
    openLog(process.argv[1], false);
    process.once('beforeExit', () => console.log('still there'));
    setTimeout(() => { throw new Error('in a timer'); });
    Promise.reject(new Error('in a promise'));
    const changed = createSignal();
    changed.on(() => { throw new Error('in a listener'); });
    changed.emit();
  `;
  const args = ['--input-type=module', '--eval', script, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('still there\n');
  const log = readFileSync(join(folder, 'logs', 'afterword.log'), 'utf8');
  for (const place of ['timer', 'promise', 'listener']) expect(log).toContain(`in a ${place}`);
});
