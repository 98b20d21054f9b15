import { describe, expect, it } from 'vitest';
import type { CallbackDraft } from '#shared/draft/draft.ts';
import { withStart } from '../../../../src/renderer/callback/callback-times.ts';

const callback: CallbackDraft = {
  kind: 'regular',
  modeId: '1',
  startDate: '2026-10-25',
  startTime: '02:30',
  endDate: '2026-10-25',
  endTime: '02:30',
  startFold: 'later',
  endFold: 'later',
  zone: null,
  when: '',
};

describe('a callback with another start', () => {
  it('moves the end too while the agent has set none', () => {
    const moved = withStart(callback, { startDate: '2026-10-26', startTime: '10:00' });
    expect(moved).toMatchObject({ startTime: '10:00', endDate: '2026-10-26', endTime: '10:00' });
  });

  it('leaves an end that the agent has set', () => {
    const own = { ...callback, endTime: '04:00' };
    expect(withStart(own, { startTime: '03:00' })).toMatchObject({
      startTime: '03:00',
      endDate: '2026-10-25',
      endTime: '04:00',
    });
  });

  it('forgets which of two instants was meant, unless the change says it', () => {
    expect(withStart(callback, { startTime: '10:00' })).toMatchObject({ startFold: null, endFold: null });
    expect(withStart(callback, { startFold: 'earlier' })).toMatchObject({
      startFold: 'earlier',
      endFold: 'earlier',
    });
  });
});
