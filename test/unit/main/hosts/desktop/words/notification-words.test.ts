import { expect, it } from 'vitest';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';
import type { AppNotification } from '#main/notifications/notification.ts';

const notification = (change: Partial<AppNotification>): AppNotification => ({
  kind: 'callWaits',
  count: 1,
  callId: null,
  endedAt: null,
  secondsLeft: null,
  replaces: false,
  ...change,
});

it.each<[Partial<AppNotification>, string, string]>([
  [{ endedAt: Date.now() }, 'A call waits for its wrap-up', 'It ended at '],
  [{ count: 10 }, '10 calls wait for their wrap-up', 'Click to wrap up.'],
  [{ kind: 'refused' }, 'LCM refused a wrap-up', 'The outbox says why'],
  [{ kind: 'refused', count: 500 }, 'LCM refused 500 wrap-ups', 'The outbox says why'],
  [{ kind: 'held' }, 'A wrap-up needs your decision', 'The outbox says what'],
  [{ kind: 'delivered', count: 12 }, 'LCM is back', 'All 12 wrap-ups that waited are delivered.'],
  [{ kind: 'delivered' }, 'LCM is back', 'The wrap-up that waited is delivered.'],
  [{ kind: 'afterCall', secondsLeft: 1 }, 'After-call time is nearly over', '1 second left.'],
  [
    { kind: 'afterCall', secondsLeft: 0, count: 2 },
    'After-call time of 2 calls is over',
    'Click to wrap up.',
  ],
])('%j reads "%s"', (change, title, body) => {
  const words = desktopWords('en', 'en-GB').notification(notification(change));
  expect(words.title).toBe(title);
  expect(words.body).toContain(body);
});
