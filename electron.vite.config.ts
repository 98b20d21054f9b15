import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const from = (path: string): string => resolve(import.meta.dirname, path);

/**
 * Three bundles: `main` (the desktop app, the browser host and the simulator command are its entries), `preload`
 * (CommonJS, since a sandboxed preload cannot be an ES module) and `renderer` (two windows).
 * The targets are the oldest runtime the app may meet: Electron 33, that is Chromium 130 and Node 20.18.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: from('src/main/index.ts'),
          'browser-host': from('src/main/browser-host/index.ts'),
        },
        output: { format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
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
      assetsInlineLimit: 0,
      minify: true,
      rolldownOptions: {
        input: { main: from('src/renderer/index.html'), quick: from('src/renderer/quick.html') },
      },
    },
  },
});
