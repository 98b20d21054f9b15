import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { createSignal } from '#main/base/signal.ts';
import { showHeldUp } from '#main/core/held-up.ts';
import { createNotices } from '#main/core/notices.ts';
import type { NotSavedReason } from '#main/database/errors.ts';
import { dismissedNotices } from '#main/settings/dismissed-notices.ts';

it('says once why nothing is sent, however often it is tried, and stays away once it was put away', () => {
  const heldUp = createSignal<NotSavedReason | null>();
  const notices = createNotices(systemClock, dismissedNotices(tmpdir()));
  showHeldUp({ heldUp }, notices);
  const shown = (): unknown[] => notices.list().map(({ params }) => params['reason']);

  heldUp.emit('diskFull');
  const first = notices.list();
  heldUp.emit('diskFull');
  expect(notices.list()).toEqual(first);
  notices.dismiss(first[0]!.id);
  heldUp.emit('diskFull');
  expect(shown()).toEqual([]);

  heldUp.emit('ioError');
  expect(shown()).toEqual(['ioError']);
  heldUp.emit(null);
  expect(shown()).toEqual([]);
  heldUp.emit('ioError');
  expect(shown()).toEqual(['ioError']);
});
