import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { createNotices } from '#main/core/notices.ts';
import { dismissedNotices } from '#main/settings/dismissed-notices.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-notices-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('shows a notice once, renews its time, and lets it be dismissed', () => {
  let now = 1;
  const notices = createNotices({ ...systemClock, now: () => now }, dismissedNotices(folder));
  let changes = 0;
  notices.changed.on(() => (changes += 1));
  notices.add('warning', 'shortcutTaken', { shortcut: 'Alt+W' });
  now = 2;
  notices.add('warning', 'shortcutTaken', { shortcut: 'Alt+W' });
  notices.add('warning', 'shortcutTaken', { shortcut: 'Alt+X' });
  expect(notices.list().map(({ params, at }) => [params['shortcut'], at])).toEqual([
    ['Alt+W', 2],
    ['Alt+X', 2],
  ]);
  notices.dismiss(notices.list()[0]!.id);
  notices.dismiss('unknown');
  expect(notices.list()).toHaveLength(1);
  expect(changes).toBe(4);
});

it('keeps the twenty newest, so that a flood cannot fill the screen', () => {
  const notices = createNotices(systemClock, dismissedNotices(folder));
  for (let n = 1; n <= 50; n += 1) notices.add('info', 'test', { n });
  expect(notices.list().map(({ params }) => params['n'])).toEqual(
    Array.from({ length: 20 }, (_, i) => 31 + i),
  );
});

it('never shows a dismissed info notice again, but shows warnings and errors at every start', () => {
  const start = () => {
    const notices = createNotices(systemClock, dismissedNotices(folder));
    notices.add('info', 'shortcutForbidden');
    notices.add('warning', 'shortcutTaken', { shortcut: 'Alt+W' });
    notices.add('error', 'databaseGone', { kept: 'x' });
    return notices;
  };
  const first = start();
  for (const { id } of first.list()) first.dismiss(id);
  first.add('info', 'shortcutForbidden');
  expect(first.list()).toEqual([]);
  const second = start();
  expect(second.list().map(({ code }) => code)).toEqual(['shortcutTaken', 'databaseGone']);
  second.add('info', 'shortcutForbidden', { other: 1 });
  expect(second.list()).toHaveLength(3);
});

it('keeps a lasting fact until it is no longer true, whatever the agent dismisses and however much news comes', () => {
  const dismissed = dismissedNotices(folder);
  dismissed.add('keyNotProtected:{}');
  const notices = createNotices(systemClock, dismissed);
  const facts = (): string[] => notices.list().flatMap(({ code, lasting }) => (lasting ? [code] : []));
  notices.add('info', 'keyNotProtected');
  const clock = notices.add('warning', 'lcmClockDiffers');
  for (let n = 1; n <= 50; n += 1) notices.add('info', 'test', { n });
  for (const { id } of notices.list()) notices.dismiss(id);
  expect(facts()).toEqual(['keyNotProtected', 'lcmClockDiffers']);
  expect(notices.list()).toHaveLength(2);
  notices.withdraw(clock);
  expect(facts()).toEqual(['keyNotProtected']);
});

it('shows all if the list of dismissed notices cannot be read, and starts a new list', () => {
  const path = join(folder, 'dismissed-notices.json');
  writeFileSync(path, '{"ids": 7');
  const dismissed = dismissedNotices(folder);
  expect(dismissed.has('a')).toBe(false);
  dismissed.add('a');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ids: ['a'] });
  expect(dismissedNotices(folder).has('a')).toBe(true);
});

it('works without a disk', () => {
  const dismissed = dismissedNotices(join(folder, 'gone', 'away'));
  dismissed.add('a');
  expect(dismissed.has('a')).toBe(true);
});
