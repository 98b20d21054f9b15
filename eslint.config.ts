import { defineConfig } from 'eslint/config';
import type { Linter } from 'eslint';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Import boundaries: which part may not know of which. Each message says whom the rule protects. */
const electron = {
  regex: '^electron$',
  message: 'Only src/main/index.ts and src/main/hosts/desktop know Electron.',
};
const node = { regex: '^node:', message: 'This code also runs in a browser: no Node built-in.' };
const main = { regex: '(^#main/)|(/main/)', message: 'The core is reached through the contract only.' };
const desktop = {
  regex: '(^#main/hosts/desktop)|(^\\.{1,2}/(.*/)?desktop/)',
  message: 'The core knows no Electron, so it knows no desktop.',
};
const simulator = { regex: '(^#simulator/)|(/simulator/)', message: 'Only the demo starts the simulator.' };
const session = {
  regex: '(^#main/lcm/)|(^\\.\\./lcm/)',
  message: 'The outbox is given a `send`; it does not know the session.',
};
const wire = {
  regex: '^#shared/',
  message: 'The simulator states the wire by itself, so that a shared misreading shows.',
};
const vueOnly = { regex: '^(vue|pinia|reka-ui|vue-i18n)', message: 'Shared code knows no screen.' };
const schemas = {
  regex: '(^zod$)|(-schema\\.ts$)|(/contract/requests/)',
  message: 'What crosses is checked in the main process: pages load no schema.',
};
const tests = { regex: '(^#test/)|(/test/)', message: 'What ships does not import tests.' };

const forbid = (...patterns: { regex: string; message: string }[]) =>
  ({ 'no-restricted-imports': ['error', { patterns }] }) satisfies Linter.RulesRecord;

export default defineConfig(
  { ignores: ['out/', 'dist/', 'test-output/', 'coverage/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
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
  { files: ['src/shared/**'], rules: forbid(electron, node, main, simulator, vueOnly, tests) },
  { files: ['src/renderer/**'], rules: forbid(electron, node, main, simulator, schemas, tests) },
  { files: ['src/preload/**'], rules: forbid(node, main, simulator, tests) },
  { files: ['src/simulator/**'], rules: forbid(electron, main, wire, tests) },
  { files: ['src/main/**'], rules: forbid(electron, simulator, desktop, tests) },
  { files: ['src/main/outbox/**'], rules: forbid(electron, simulator, desktop, session, tests) },
  { files: ['src/main/lcm/demo.ts'], rules: forbid(electron, desktop, tests) },
  { files: ['src/main/index.ts', 'src/main/hosts/desktop/**'], rules: forbid(simulator, tests) },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
