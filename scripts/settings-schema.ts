/**
 * Writes what tells editors and Group Policy of the settings: into `out`, from where the installer takes it, as part of
 * `npm run build`; with `docs` into `docs/settings`, where administrators find it (`npm run settings`).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { settingsFiles } from './settings-files.ts';

const root = resolve(import.meta.dirname, '..');
const folder = process.argv[2] === 'docs' ? 'docs/settings' : 'out';
for (const [name, content] of settingsFiles()) {
  const path = resolve(root, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
