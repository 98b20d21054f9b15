import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const from = (path: string): string => resolve(import.meta.dirname, path);

/** Beside each bundle: whose code is in it, and under which licence. */
const LICENSES = { fileName: 'licenses.md' };

/**
 * Three bundles: `main` (the desktop app and the browser host are its entries), `preload` (CommonJS, since a sandboxed
 * preload cannot be an ES module) and `renderer` (two windows). What they use of other packages is inside them: to find
 * and read hundreds of small files takes a tenth of a second or more of each start. Only what cannot be bundled, or is
 * seldom needed, is a dependency in package.json.
 * The targets are the oldest runtime the app may meet: Electron 33, that is Chromium 130 and Node 20.18.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      license: LICENSES,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: from('src/main/index.ts'),
          'browser-host': from('src/main/hosts/browser/index.ts'),
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      license: LICENSES,
      externalizeDeps: false,
      rolldownOptions: {
        input: from('src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: from('src/renderer'),
    plugins: [vue()],
    build: {
      target: 'chrome130',
      outDir: 'out/renderer',
      license: LICENSES,
      assetsInlineLimit: 0,
      minify: true,
      rolldownOptions: {
        input: { main: from('src/renderer/index.html'), quick: from('src/renderer/quick.html') },
      },
    },
  },
});
