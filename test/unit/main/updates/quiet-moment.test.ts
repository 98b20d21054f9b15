import { expect, test } from 'vitest';
import { unquiet, type Unquiet } from '#main/updates/quiet-moment.ts';
import type { CallView } from '#shared/contract/app-state.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';

const outbox = { waiting: 5, sending: 0, refused: 2, held: 1, elsewhere: 0, oldestAt: 1 };
const call = (change: Partial<CallView>): CallView =>
  ({ callId: 'a', wrappedAt: null, endedAt: null, draft: null, correcting: null, ...change }) as CallView;

const HOUR = 3_600_000;
const UP = call({});
const OVER = call({ endedAt: 1 });
const BEGUN = call({ endedAt: 1, draft: EMPTY_DRAFT });
const DONE = call({ endedAt: 1, wrappedAt: 2 });
const CORRECTED = call({ endedAt: 1, wrappedAt: 2, correcting: { submissionId: 's', sentAt: 2 } });

test.each<[string, CallView[], number, Unquiet | null]>([
  ['nothing is open, however much waits', [], 0, null],
  ['all is wrapped up', [DONE], 0, null],
  ['a call is up', [UP], 0, 'call'],
  ['a call is up, and another is over', [OVER, UP], 0, 'call'],
  ['a long call, and nobody touched the screen', [UP], 11 * HOUR, 'call'],
  ['a call whose end was missed', [UP], 12 * HOUR, null],
  ['a call is over', [OVER], 0, 'afterCallWork'],
  ['a call was left', [OVER], 2 * HOUR, null],
  ['a draft is open', [DONE, BEGUN], HOUR, 'draft'],
  ['a draft was left', [BEGUN], 2 * HOUR, null],
  ['a wrap-up is being corrected', [CORRECTED], 0, 'draft'],
  ['a draft was left, and a call is up', [BEGUN, UP], 3 * HOUR, 'call'],
])('%s', (_, calls, untouchedMs, expected) => expect(unquiet({ calls, outbox }, untouchedMs)).toBe(expected));

test('a submission is on its way', () => {
  expect(unquiet({ calls: [], outbox: { ...outbox, sending: 1 } }, 0)).toBe('sending');
});
