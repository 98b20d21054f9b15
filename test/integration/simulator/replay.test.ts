import { describe, expect, test } from 'vitest';
import { readRecording } from '#simulator/replay/recording.ts';
import { done, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

const line = (at: unknown, message: unknown): string => JSON.stringify({ at, message });

describe('a recording', () => {
  test('is read line by line, with any message, and without its empty lines', () => {
    const text = [line(0, { a: 1 }), '', line(2.5, null), ' ', line(7, 'x'), ''].join('\n');
    expect(readRecording(text)).toEqual([
      { at: 0, message: { a: 1 } },
      { at: 2.5, message: null },
      { at: 7, message: 'x' },
    ]);
    expect(readRecording('')).toEqual([]);
  });

  test.each([
    ['{"at": 1', 'it is not JSON'],
    ['[1]', 'it is no object'],
    [line('1', {}), '"at" must be milliseconds'],
    [line(-1, {}), '"at" must be milliseconds'],
    ['{"message": {}}', '"at" must be milliseconds'],
    ['{"at": 1}', '"message" is missing'],
  ])('with a line %s is an error that names the line', (bad, reason) => {
    expect(() => readRecording([line(0, {}), '', bad].join('\n'))).toThrow(new RegExp(`^Line 3: ${reason}`));
  });
});

describe('a replay', () => {
  test('plays to each client from its start, in order, and requests are answered too', async () => {
    const replay = readRecording([line(0, 'a'), line(0, 'b'), line(20, 'c')].join('\n'));
    const { url } = await simulatorFor({ replay, announceOutcomes: false });
    const first = await clientFor(url);
    expect([await first.next(), await first.next(), await first.next()]).toEqual(['a', 'b', 'c']);
    const second = await clientFor(url);
    expect([await second.next(), await second.next(), await second.next()]).toEqual(['a', 'b', 'c']);
    second.send(setOutcome('1'));
    expect(await second.next()).toEqual(done('1'));
    expect(first.heard).toEqual([setOutcome('1'), done('1')]);
  });

  test('keeps the recorded time, or plays faster', async () => {
    const replay = readRecording([line(0, 'a'), line(60_000, 'b')].join('\n'));
    const fast = await clientFor((await simulatorFor({ replay, replaySpeed: 6_000 })).url);
    expect([await fast.next(), await fast.next()]).toEqual(['a', 'b']);
    const slow = await clientFor((await simulatorFor({ replay })).url);
    expect(await slow.next()).toBe('a');
    expect(slow.heard).toEqual([]);
  });

  test('plays thousands of messages at once, and ends with its client', async () => {
    const text = Array.from({ length: 5_000 }, (_, index) => line(index / 1_000, index)).join('\n');
    const simulator = await simulatorFor({ replay: readRecording(text) });
    const leaves = await clientFor(simulator.url);
    leaves.close();
    const client = await clientFor(simulator.url);
    await client.next((message) => message === 4_999);
    expect(client.heard).toEqual(Array.from({ length: 4_999 }, (_, index) => index));
  });
});
