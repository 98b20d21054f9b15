import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  defaultKeys,
  QUICK_WRAP_UP_KEYS,
  SHORTCUT_NAMES,
  type ShortcutName,
} from '#shared/contract/shortcuts.ts';

const GUIDE = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/agent.md'), 'utf8');

/** F1 lists these too. The guide need not tell them. */
const UNTOLD: readonly ShortcutName[] = ['search', 'addCall', 'preferences'];

test('the guide for agents names no key that they do not have, and each that a first day needs', () => {
  const all = { ...defaultKeys('linux'), quickWrapUp: QUICK_WRAP_UP_KEYS };
  const keys = SHORTCUT_NAMES.map((name) => ({ name, key: all[name].replace('CommandOrControl', 'Ctrl') }));
  const named = [...GUIDE.matchAll(/\b(?:Alt|Ctrl)(?:\+\w+)+/g)].map(([each]) => each);
  expect(named.length).toBeGreaterThan(20);
  const isDigit = (each: string): boolean => /^(Alt|Ctrl)\+[1-9]$/.test(each);
  expect(named.filter((each) => !isDigit(each) && !keys.some(({ key }) => key === each))).toEqual([]);
  const left = keys.filter(({ name, key }) => !UNTOLD.includes(name) && !GUIDE.includes(key));
  expect(left).toEqual([]);
});
