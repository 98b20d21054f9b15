import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import { findDataFolder } from '#main/moving/find.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { FILES, fillFolder, placesIn, readFolder } from '#test/support/moving/profile.ts';
import { runMoving } from '#test/support/moving/run-moving.ts';

const ALL = { waiting: ['wrap-up-0', 'wrap-up-1', 'wrap-up-2'], drafts: ['comment 3'] };
/** Processes at a time. */
const LANES = 2;
/** Every so many steps are tried, from one of the first on; 1 tries all of them. */
const stride = Number(process.env['AFTERWORD_MOVING_STRIDE'] ?? 2);

let folder: string;
let template: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-moving-kill-'));
  template = join(folder, 'template');
  await fillFolder(template);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong after a kill before that change, and after the next start; null if the start ended before it. */
async function faultsAfterKill(killAt: number): Promise<string[] | null> {
  const place = join(folder, String(killAt));
  const places = placesIn(place);
  cpSync(template, places.roaming, { recursive: true });
  const cache = join(folder, 'cache');
  const { child, ended } = runMoving({ places, killAt, stays: false }, cache);
  child.stdin.end();
  const { end, complaints } = await ended;
  const faults: string[] = [];
  if (end !== 'SIGKILL') {
    if (end !== '0') faults.push(`it ended with ${end}: ${complaints}`);
    return faults.length === 0 ? null : faults;
  }
  // The folder that is in use now is whole. So is a copy of it that is opened in its place.
  const { path } = findDataFolder(places);
  const copy = `${place} copy`;
  cpSync(path, copy, { recursive: true });
  faults.push(...faultsIn(copy, `in ${path === places.local ? 'the new' : 'the old'} folder`));

  const next = settleDataFolder(places, 0);
  if (next.path !== places.local || next.news !== null)
    faults.push(`the next start: ${JSON.stringify([next.path, next.news])}`);
  faults.push(...faultsIn(places.local, 'in the new folder at last'));
  next.opened(silentLog);
  const left = readdirSync(places.roaming);
  if (left.join() !== 'settings.json') faults.push(`left in the old folder: ${left.join()}`);
  const beside = readdirSync(join(places.local, '..')).filter((name) => !name.endsWith('.lock'));
  if (beside.join() !== 'Afterword') faults.push(`left beside the new folder: ${beside.join()}`);
  for (const each of [place, copy]) rmSync(each, { recursive: true });
  return faults;
}

function faultsIn(path: string, where: string): string[] {
  try {
    const found = readFolder(path);
    const files = Object.entries(FILES).filter(
      ([name, content]) => readFileSync(join(path, name), 'utf8') !== content,
    );
    const isWhole = JSON.stringify(found) === JSON.stringify(ALL) && files.length === 0;
    return isWhole ? [] : [`${where}: ${JSON.stringify([found, files])}`];
  } catch (error) {
    return [`${where}: ${String(error)}`];
  }
}

it('has one whole folder before each change that it makes to the files, and all in the new one at last', async () => {
  const found: string[] = [];
  let tried = 0;
  const first = 1 + Math.floor(Math.random() * stride);
  let next = first;
  let isOver = false;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (!isOver) {
        const killAt = next;
        next += stride;
        const faults = await faultsAfterKill(killAt);
        if (faults === null) {
          isOver = true;
          break;
        }
        tried += 1;
        found.push(...faults.map((fault) => `killed before change ${killAt}: ${fault}`));
      }
    }),
  );
  console.log(`killed before ${tried} changes: AFTERWORD_MOVING_STRIDE=${stride}, from ${first} on`);
  expect(found).toEqual([]);
  expect(tried).toBeGreaterThan(50 / stride);
});
