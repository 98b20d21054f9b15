/**
 * `npm run pictures`: makes the pictures of README and docs anew from the built app, by the end-to-end test that takes
 * them in every run, and puts them where the documents show them.
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
