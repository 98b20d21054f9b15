import type { KnipConfig } from 'knip';

/**
 * Finds what nobody uses: files, exports, dependencies. With `--production` only what ships is looked at, so that
 * nothing in `src` stands there for tests alone; `@internal` marks what does so on purpose.
 */
export default {
  entry: [
    'src/main/hosts/browser/index.ts!',
    'src/main/database/worker/worker.ts!',
    'src/renderer/main.ts!',
    'src/simulator/cli.ts!',
    'scripts/*.ts!',
    'build/*.ts',
    // Run by their path, in processes of their own.
    '{test,bench}/**/*-child.ts',
    'test/package/fpm.ts',
    'bench/faults/{afterword,socket-io-retries,take-out-put-back}.ts',
    'bench/screen/measure.ts',
    // Built by the bench into a page of its own.
    'bench/screen/contenders/page.ts',
  ],
  project: ['src/**/*.{ts,vue,css}!', '{scripts,test,bench,build}/**/*.ts', '*.ts'],
  compilers: { css: (text) => [...text.matchAll(/@(import[^;]+;)/g)].map(([, line]) => line).join('\n') },
  // Types may be exported for what is exported beside them. In `src`, tests may look at what its own file uses.
  ignoreExportsUsedInFile: process.argv.includes('--production') || { type: true, interface: true },
  ignoreDependencies: [
    // Asked for at run time, where Node has no SQLite.
    '@photostructure/sqlite',
    // Parts of electron-builder, by which its configuration and tests read what it has read and made.
    '@electron/asar',
    '@electron/fuses',
    'app-builder-lib',
    'builder-util',
  ],
  ignoreBinaries: [
    ...[
      'apt-cache',
      'desktop-file-validate',
      'dpkg',
      'dpkg-deb',
      'ldd',
      'mkfifo',
      'prlimit',
      'prometheus',
      'promtool',
      'sha256sum',
    ],
    ...['strace', 'unshare', 'useradd', 'userdel', 'xdotool', 'Xvfb'],
  ],
} satisfies KnipConfig;
