import { expect, it } from 'vitest';
import { systemClock } from '#main/clock.ts';
import { createNotices } from '#main/notices.ts';

it('shows a notice once, renews its time, and lets it be dismissed', () => {
  let now = 1;
  const notices = createNotices({ ...systemClock, now: () => now });
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
  const notices = createNotices(systemClock);
  for (let n = 1; n <= 50; n += 1) notices.add('info', 'test', { n });
  expect(notices.list().map(({ params }) => params['n'])).toEqual(
    Array.from({ length: 20 }, (_, i) => 31 + i),
  );
});
