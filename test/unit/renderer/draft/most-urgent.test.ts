import { describe, expect, it } from 'vitest';
import type { AfterCallView } from '#shared/contract/app-state.ts';
import { mostUrgent, urgentOf } from '../../../../src/renderer/draft/most-urgent.ts';
import { makeCall } from '../scripted-core.ts';

const NOW = 1_000_000;
const over = (callId: string, since: number, limit: number | null = null) => {
  const endedAt = NOW - since;
  const endsAt = limit === null ? null : endedAt + limit;
  const afterCall: AfterCallView = {
    startedAt: endedAt,
    endsAt,
    warnAt: endsAt,
    show: 'up',
    atEnd: 'notify',
    more: null,
  };
  return makeCall(callId, { endedAt, afterCall });
};
const firstOf = (...calls: ReturnType<typeof over>[]) => mostUrgent(urgentOf(calls), NOW)?.callId ?? null;

describe('the most urgent call', () => {
  it('is the one that has been over for longest', () => {
    expect(firstOf(over('a', 10), over('b', 30), over('c', 20))).toBe('b');
  });

  it('is the one that is longest over its limit, if one is', () => {
    expect(firstOf(over('a', 90), over('b', 30, 25), over('c', 40, 30), over('d', 80, 100))).toBe('c');
  });

  it('is none while all calls are on', () => {
    const on = makeCall('a', { phase: 'talking', endedAt: null });
    expect(firstOf()).toBeNull();
    expect(mostUrgent(urgentOf([on]), NOW)).toBeNull();
    expect(mostUrgent(urgentOf([on, over('b', 1)]), NOW)?.callId).toBe('b');
  });
});
