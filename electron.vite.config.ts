import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { Plugin, Rolldown } from 'vite';
import { REQUEST_NAMES } from './src/shared/contract/requests/index.ts';

const from = (path: string): string => resolve(import.meta.dirname, path);

/** A file beside each bundle that lists the packages in it and their licences, for `build/materials.ts`. */
const LICENSES = { fileName: 'licenses.json' };

/** The preload and the pages need the names of requests, not the schemas that stand beside these. */
const define = { __REQUEST_NAMES__: JSON.stringify(REQUEST_NAMES) };

/** Escapes all other characters: V8 keeps a whole source with two bytes a character if one of them needs it. */
const CHARSET = 'ascii';

type Group = NonNullable<
  Exclude<NonNullable<Rolldown.OutputOptions['codeSplitting']>, boolean>['groups']
>[number];

/**
 * A file of what all these modules import before they run, themselves included. Finding, reading and linking many small files
 * takes longer than one large one.
 *
 * @param priority a module that belongs into several such files goes into the one with the highest
 * @param also ids of modules that go into it wherever they are imported
 */
function inOneFile(name: string, roots: readonly string[], priority: number, also?: RegExp): Group {
  let needs: Set<string>[] | null = null;
  return {
    debugName: name,
    priority,
    name(id, bundle) {
      needs ??= roots.map((root) => {
        const modules = new Set([from(root)]);
        // Iterating over a Set includes elements that are added during the loop.
        for (const each of modules)
          for (const next of bundle.getModuleInfo(each)?.importedIds ?? []) modules.add(next);
        return modules;
      });
      return also?.test(id) || needs.every((modules) => modules.has(id)) ? name : null;
    },
  };
}

/**
 * The words of all languages and the zones of Windows: each member is read from its text when it is first used. A start uses one
 * language at most.
 */
const tablesWhenUsed: Plugin = {
  name: 'tables-when-used',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!/(locales[\\/][\w-]+|windowsZones)\.json$/.test(source)) return null;
    const file = await this.resolve(source, importer, { skipSelf: true });
    // Vite reads everything whose name ends with .json by itself.
    return file && `\0${file.id}?when-used`;
  },
  load(id) {
    const [, file] = /^\0(.+)\?when-used$/.exec(id) ?? [];
    if (file === undefined) return null;
    const members = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object).map(([name, value]) => {
      const text = JSON.stringify(JSON.stringify(value));
      return `get ${JSON.stringify(name)}() { return read[${JSON.stringify(name)}] ??= JSON.parse(${text}); }`;
    });
    return `const read = {}; export default { ${members.join(', ')} };`;
  },
};

/**
 * Builds three bundles: `main` (with the entries of the desktop app, the browser host, and the thread that checks the database), `preload` (CommonJS, because a
 * sandboxed preload cannot be an ES module) and `renderer` (two windows). Each contains the packages it uses: finding and
 * reading hundreds of small files would add a tenth of a second or more to each start. Only packages that cannot be
 * bundled, or are rarely needed, are `dependencies` in package.json.
 * The targets are those of the oldest supported runtime, Electron 33: Chromium 130 and Node 20.18.
 */
export default defineConfig({
  main: {
    plugins: [tablesWhenUsed],
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      license: LICENSES,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: from('src/main/index.ts'),
          'browser-host': from('src/main/hosts/browser/index.ts'),
          'database-worker': from('src/main/database/worker/worker.ts'),
        },
        output: {
          format: 'es',
          charset: CHARSET,
          // Half the text to read. Names stay, since errors are logged with them.
          minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
          // The entry has nothing of the core, so that the first window comes before it.
          codeSplitting: {
            groups: [
              inOneFile('ground', ['src/main/index.ts', 'src/main/core/core.ts'], 5),
              // Parts of the core, in the order in which load-core.ts loads them.
              inOneFile('schemas', ['src/main/updates/updates-settings.ts'], 4),
              // With the words for reasons, which are mostly escapes and would make the last part too large.
              inOneFile('settings', ['src/main/settings/settings-schema.ts'], 3, /reasons[\\/]locales[\\/]/),
              inOneFile('features', ['src/main/core/features.ts'], 2),
              inOneFile('core', ['src/main/core/core.ts'], 1),
            ],
          },
        },
      },
    },
  },
  preload: {
    define,
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
    define,
    build: {
      target: 'chrome130',
      outDir: 'out/renderer',
      license: LICENSES,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: {
        input: { main: from('src/renderer/index.html'), quick: from('src/renderer/quick.html') },
        output: {
          charset: CHARSET,
          // What both windows begin with: each file is asked of a process that is busy with its own start.
          codeSplitting: {
            groups: [{ name: 'form', test: /renderer[\\/]main\.ts$/ }],
          },
        },
      },
    },
  },
});
