import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runInLanes, type Part } from '#test/lanes.ts';

/** Notes what begins and ends, and how many ran at once. */
function watched() {
  const told: string[] = [];
  let running = 0;
  let most = 0;
  const part = (name: string, more: Partial<Part> & { passes?: boolean } = {}): Part => ({
    name,
    ...more,
    async run() {
      told.push(name);
      running += 1;
      most = Math.max(most, running);
      await pause(1);
      running -= 1;
      return more.passes ?? true;
    },
  });
  return { told, part, most: () => most };
}

it('runs as many at once as there are lanes, and each once', async () => {
  const { told, part, most } = watched();
  expect(
    await runInLanes(
      ['a', 'b', 'c', 'd', 'e'].map((name) => part(name)),
      2,
    ),
  ).toEqual([]);
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(most()).toBe(2);
});

it('begins the next that needs nothing while what another needs is made', async () => {
  const { told, part } = watched();
  await runInLanes([part('build'), part('app', { after: 'build' }), part('lint'), part('types')], 2);
  expect(told.slice(0, 2)).toEqual(['build', 'lint']);
  expect(told).toContain('app');
});

it('does not run what needs a part that did not pass, nor what needs that, and names both', async () => {
  const { told, part } = watched();
  const left = await runInLanes(
    [
      part('build', { passes: false }),
      part('app', { after: 'build' }),
      part('more', { after: 'app' }),
      part('lint'),
    ],
    2,
  );
  expect(left).toEqual(['app', 'more']);
  expect(told).toEqual(['build', 'lint']);
});

it('names a part that needs what is not in the list', async () => {
  const { part } = watched();
  await expect(runInLanes([part('app', { after: 'build' })], 2)).rejects.toThrow('app');
});
