/**
 * `npm run pictures` replaces the pictures of README and docs. It runs the end-to-end test that takes them from the built
 * app in every run, and copies them to `docs/pictures`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const isBlind = process.platform === 'linux' && !process.env['DISPLAY'];
const playwright = join(root, 'node_modules/.bin/playwright');
const command = [playwright, 'test', '--project=electron', 'pictures.electron'];
const [program = '', ...words] = isBlind ? ['xvfb-run', '-a', ...command] : command;
const { status } = spawnSync(program, words, {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status === 0) {
  rmSync(join(root, 'docs/pictures'), { recursive: true, force: true });
  cpSync(join(root, 'test-output/pictures'), join(root, 'docs/pictures'), { recursive: true });
} else process.exitCode = 1;
