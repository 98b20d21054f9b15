import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUSES } from '../../build/fuses.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Coloured by Vue's element all over, so that a picture of the display tells when it is there. */
const PAGE = `<!doctype html><title>Empty</title><style>main { position: fixed; inset: 0; background: #dde }</style>
<div id="app"></div><script src="vue.js"></script>
<script>Vue.createApp({ render: () => Vue.h('main', 'An empty app') }).mount('#app');</script>`;

/** Makes the Electron app that ours is compared with: a window with an empty Vue app. EMPTY_APP_DATA is its data folder. */
export function makeEmptyApp(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['main.js', 'package.json'])
    copyFileSync(join(import.meta.dirname, 'empty-app', name), join(folder, name));
  copyFileSync(join(ROOT, 'node_modules/vue/dist/vue.runtime.global.prod.js'), join(folder, 'vue.js'));
  writeFileSync(join(folder, 'index.html'), PAGE);
}

/**
 * Packs that app as ours is packed: into an archive, the fuses burnt.
 *
 * @param dist folder of the Electron that goes into it, as `pack` leaves it
 * @returns its executable
 */
export function packEmptyApp(folder: string, dist: string, electronVersion: string): string {
  const output = join(folder, 'packed');
  const app = join(folder, 'app');
  makeEmptyApp(app);
  const config = {
    appId: 'org.afterword.empty',
    files: ['*'],
    asar: true,
    npmRebuild: false,
    electronFuses: FUSES,
    electronDist: dist,
    electronVersion,
    directories: { output },
    linux: { executableName: 'empty' },
  };
  const file = join(folder, 'builder.json');
  writeFileSync(file, JSON.stringify(config));
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--projectDir', app, '--config', file],
    ],
    { stdio: 'ignore' },
  );
  return join(output, 'linux-unpacked', 'empty');
}
