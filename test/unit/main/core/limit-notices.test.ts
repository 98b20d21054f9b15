import { expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import type { LimitReached } from '#main/after-call/after-call-limits.ts';
import { showLimitNotices } from '#main/core/limit-notices.ts';
import { createNotices } from '#main/core/notices.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

it('shows that after-call time is over until the call leaves after-call work', () => {
  const reached = createSignal<LimitReached>();
  const left = createSignal<string>();
  const notices = createNotices(createFakeClock(), { has: () => false, add() {} });
  showLimitNotices({ reached, left }, notices, () => true);
  const over = (callId: string, contact: string | null, more: Partial<LimitReached> = {}): void => {
    reached.emit({
      call: { callId, contact } as LimitReached['call'],
      submitted: null,
      because: null,
      leftOut: [],
      ...more,
    });
  };
  over('a', null);
  over('b', 'Ben', { because: 'limitCallback' });
  over('c', null, { submitted: 'No answer' });
  over('d', '+34 600 123 456');
  over('e', 'Eva', { submitted: 'Sale', leftOut: ['Renewal', 'Survey'] });
  const shown = () => notices.list().map(({ level, code, params }) => [level, code, params]);
  expect(shown()).toEqual([
    ['warning', 'afterCallOver', { call: 'a' }],
    ['warning', 'afterCallNotSubmitted', { call: 'Ben', reason: 'limitCallback' }],
    ['warning', 'afterCallOver', { call: '+34 ••• ••• •56' }],
    ['warning', 'afterCallLeftOut', { call: 'Eva', campaigns: 'Renewal, Survey' }],
  ]);
  left.emit('c');
  left.emit('a');
  left.emit('e');
  expect(shown()).toHaveLength(3);
  left.emit('d');
  left.emit('b');
  // The agent has to read that a campaign got nothing.
  expect(shown()).toEqual([['warning', 'afterCallLeftOut', { call: 'Eva', campaigns: 'Renewal, Survey' }]]);
});
