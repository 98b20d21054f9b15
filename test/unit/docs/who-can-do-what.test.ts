import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGE = read('docs/who-can-do-what.md');

/** The cells of the table below its head: what may be done, then what each party can. */
const ROWS = [...PAGE.matchAll(/^\|(.*)\|$/gm)]
  .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
  .slice(2);

const SHOWN_BY = new Map(
  [...PAGE.matchAll(/^(\d+)\. `([^`]+)`: `([^`]+)`$/gm)].map(
    ([, number = '', file = '', title = '']) => [number, { file, title }] as const,
  ),
);

const numbersIn = (cell: string): string[] =>
  [...cell.matchAll(/\[(\d+)\]/g)].map(([, number = '']) => number);

test('each party is judged in each row, and each judgement names what shows it', () => {
  expect(ROWS.length).toBeGreaterThan(15);
  for (const [what, ...cells] of ROWS) {
    expect([what, cells.length]).toEqual([what, 7]);
    const unshown = cells.filter((cell) => cell !== '–' && numbersIn(cell).length === 0);
    expect([what, unshown]).toEqual([what, []]);
  }
});

test('each test that is named is there, and no number stands for nothing', () => {
  const named = new Set(ROWS.flatMap((cells) => cells.flatMap(numbersIn)));
  expect([...named].sort()).toEqual([...SHOWN_BY.keys()].sort());
  for (const { file, title } of SHOWN_BY.values()) {
    const quoted = [`'${title}'`, `\`${title}\``].filter((each) => read(file).includes(each));
    expect({ file, title, found: quoted.length }).toEqual({ file, title, found: 1 });
  }
});

test('every test that real users of a machine make is in the table', () => {
  const file = 'test/e2e/packaged-people.electron.test.ts';
  const titles = [...read(file).matchAll(/^test\('([^']+)'/gm)].map(([, title]) => title);
  const named = [...SHOWN_BY.values()].filter((each) => each.file === file).map(({ title }) => title);
  expect(named.sort()).toEqual(titles.sort());
});
