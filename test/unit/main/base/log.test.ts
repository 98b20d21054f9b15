import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { summingLog, waitingLog, type LogFields } from '#main/base/log.ts';

let lines: string[];
let log: ReturnType<typeof summingLog>;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const write =
    (level: string) =>
    (message: string, fields?: LogFields): void => {
      lines.push([level, message, ...(fields === undefined ? [] : [JSON.stringify(fields)])].join(' '));
    };
  log = summingLog({ info: write('info'), warn: write('warn'), error: write('error') });
});
afterEach(() => {
  vi.useRealTimers();
});

function flood(count: number): void {
  for (let n = 0; n < count; n += 1) log.warn('not an envelope', { id: n });
}

it('writes the first lines of a message at once, and sums the others whatever their fields', () => {
  log.info('link up');
  flood(40_000);
  log.warn('link lost', { reason: 'transport close' });
  expect(lines).toEqual([
    'info link up',
    ...[0, 1, 2, 3, 4].map((id) => `warn not an envelope {"id":${id}}`),
    'warn link lost {"reason":"transport close"}',
  ]);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(7)).toEqual(['warn not an envelope {"id":39999,"repeated":39995}']);
});

it('writes ever fewer sums while a message goes on, and none is lost', () => {
  const day = 24 * 60;
  for (let minute = 0; minute < day; minute += 1) {
    flood(100);
    vi.advanceTimersByTime(60_000);
  }
  expect(lines.length).toBeLessThan(40);
  log.flush();
  const summed = lines.map((line) => Number(/"repeated":(\d+)/.exec(line)?.[1] ?? 1));
  expect(summed.reduce((sum, count) => sum + count)).toBe(100 * day);
});

it('begins anew after a quiet period, and tells levels and messages apart', () => {
  flood(6);
  log.error('not an envelope', { id: 0 });
  log.warn('no link');
  expect(lines).toHaveLength(7);
  // The sum after a minute, and two minutes without a repeat.
  vi.advanceTimersByTime(180_000);
  expect(lines).toHaveLength(8);
  flood(3);
  expect(lines.slice(8)).toEqual([0, 1, 2].map((id) => `warn not an envelope {"id":${id}}`));
  expect(vi.getTimerCount()).toBe(1);
});

it('keeps what is logged before there is a file, and hands on the rest', () => {
  const early = waitingLog();
  early.warn('a new window was denied');
  early.info('link up', { failuresBefore: 0 });
  expect(lines).toEqual([]);
  early.writeTo(log);
  early.error('a page is gone');
  expect(lines).toEqual([
    'warn a new window was denied',
    'info link up {"failuresBefore":0}',
    'error a page is gone',
  ]);
});
