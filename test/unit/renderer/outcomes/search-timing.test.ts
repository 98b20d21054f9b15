import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../scripted-core.ts';
import { timeSearches } from '../../../../src/renderer/outcomes/search-timing.ts';

const told: number[][] = [];

beforeEach(() => {
  told.length = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'performance'] });
  document.body.innerHTML = '<input id="field-outcome" /><input id="other" />';
});
afterEach(() => {
  vi.useRealTimers();
});

const type = (id: string): void => {
  document.getElementById(id)!.dispatchEvent(new Event('input', { bubbles: true }));
};

test('each letter in the field is measured until its frame is painted, and told in batches', () => {
  timeSearches(
    {
      noteSearches: ({ took }) => {
        told.push([...took]);
        return Promise.resolve(ok(undefined));
      },
    },
    'field-outcome',
  );
  type('field-outcome');
  type('other');
  vi.advanceTimersByTime(100);
  type('field-outcome');
  vi.advanceTimersByTime(9_000);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(told).toHaveLength(1);
  expect(told[0]).toHaveLength(2);
  for (const took of told[0]!) expect(took).toSatisfy((each) => each >= 0 && each <= 60_000);

  for (let letter = 0; letter < 300; letter += 1) type('field-outcome');
  vi.advanceTimersByTime(11_000);
  expect(told[1]).toHaveLength(100);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(2);
});
