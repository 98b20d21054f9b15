import { expect, it } from 'vitest';
import { findCallInArguments } from '#main/calls/call-link.ts';
import { fitToHandOver } from '#main/hosts/desktop/handed-words.ts';

const link = (callId: string, contact: string): string =>
  `afterword://wrap-up?contact=${contact}&account=5%7C3%7C1&callid=${callId}&type=MANUAL`;

const handed = (words: readonly string[]): readonly string[] => {
  const fitting = fitToHandOver(words);
  expect(Buffer.byteLength(fitting.join(' '))).toBeLessThanOrEqual(9_000);
  expect(fitToHandOver(fitting)).toBe(fitting);
  return fitting;
};

it('what can be handed over is handed over as it is', () => {
  const words = ['--no-sandbox', '/app', link('7', 'x'.repeat(8_000))];
  expect(fitToHandOver(words)).toBe(words);
});

it.each([
  ['in a link', ['/app', link('7', 'x'.repeat(60_000))]],
  ['in a link, encoded', ['/app', link('7', encodeURIComponent('名'.repeat(9_000)))]],
  [
    'in a switch',
    ['/app', '--callid=7', '--account=5|3|1', '--type', 'MANUAL', `--contact=${'x'.repeat(60_000)}`],
  ],
])('a name that is too long for the way is shortened %s, and the call comes', (_where, words) => {
  const call = { callId: '7', lcmKey: '5|3|1', type: 'MANUAL' };
  expect(findCallInArguments(handed(words))).toMatchObject({ ok: true, call });
});

it.each([
  ['longer than any', 'x'.repeat(60_000)],
  ['of one character too many, encoded', encodeURIComponent('名'.repeat(257))],
])('an id %s is no other after the way: it is refused', (_name, callId) => {
  expect(findCallInArguments(handed([link(callId, 'x'.repeat(9_000))]))).toMatchObject({
    ...{ ok: false, code: 'tooLong' },
  });
});

it('of very many words, those are handed over for which there is room', () => {
  expect(handed(Array.from({ length: 5_000 }, (_, at) => `--word-${at}`))[0]).toBe('--word-0');
});
