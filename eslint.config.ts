import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What only one of Node and a browser has. */
const { 'shared-node-browser': everywhere, browser, nodeBuiltin } = globals;
const somewhere = Object.keys({ ...browser, ...nodeBuiltin }).filter((name) => !(name in everywhere));

export default defineConfig(
  { ignores: ['out/', 'dist/', 'test-output/', 'coverage/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  ...vue.configs['flat/recommended'].map((config) => ({ files: ['src/renderer/**'], ...config })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `(id) => outbox.release(id)` reads well as it is, also where nothing is returned.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-function': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: globals.browser },
    rules: { 'vue/multi-word-component-names': 'off' },
  },
  {
    // Imports have rules of their own: dependency-cruiser.config.ts.
    files: ['src/shared/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...somewhere.map((name) => ({ name, message: 'Every process runs src/shared: no Node, no DOM.' })),
      ],
    },
  },
  {
    files: ['src/main/**'],
    ignores: ['src/main/base/patient-files.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'node:fs',
          importNames: [
            ...['chmodSync', 'copyFileSync', 'mkdirSync', 'openSync', 'readFileSync', 'renameSync', 'rmSync'],
            ...['truncateSync', 'unlinkSync'],
          ],
          message: 'A scanner may hold the file for a moment: use src/main/base/patient-files.ts.',
        },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
