import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

it('the log is in the data folder, private, wherever the app was started', () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const module = pathToFileURL(join(import.meta.dirname, '../../../../src/main/hosts/log-file.ts')).href;
  const program = `import { openLog } from '${module}'; openLog('data', false).warn('a line', { n: 1 });`;
  // No package.json is above that folder, and the program has no file.
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  const path = join(folder, 'data', 'logs', 'afterword.log');
  expect(readFileSync(path, 'utf8')).toMatch(/\[warn\] +a line/);
  if (process.platform === 'win32') return;
  for (const [name, mode] of [
    ['data', 0o700],
    ['data/logs', 0o700],
    ['data/logs/afterword.log', 0o600],
  ] as const)
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, mode]);
});
