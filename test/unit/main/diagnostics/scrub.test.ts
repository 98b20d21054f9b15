import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createScrub } from '#main/diagnostics/scrub.ts';
import { rememberLink } from '#main/lcm/link-history.ts';
import { createSignal } from '#main/base/signal.ts';
import { withoutSecretSettings } from '#main/settings/shown-setting.ts';
import type { LinkState } from '#shared/contract/app-state.ts';

const scrub = createScrub(['s3cret', 's3cret-longer', 'ab'], ['ana', 'Jo.Doe+1', 'αντα', 'x']);

describe('the scrubber', () => {
  test.each([
    ['a token s3cret-longer and xs3crety', 'a token ••• and x•••y'],
    [
      'ab stays: it is too short to be told from other words',
      'ab stays: it is too short to be told from other words',
    ],
    ['ana, Ana and ANA, but analysis and banana', '•••, ••• and •••, but analysis and banana'],
    ['jo.doe+1 signed in, joxdoe+1 did not', '••• signed in, joxdoe+1 did not'],
    ['αντα', '•••'],
    [`open ${homedir()}/file`, 'open ~/file'],
    ['key 5|3|1|0|0|44|1 here', 'key ••• here'],
    ['call +4915112345678', 'call •••78'],
    ['waits 60000 ms since 2026-11-27 09:05:01.123', 'waits 60000 ms since 2026-11-27 09:05:01.123'],
    ['Unexpected token \'h\', "he said "no"" is not valid JSON', "Unexpected token 'h', … is not valid JSON"],
    [
      'Unexpected token \'h\', ..."he said"... is not valid JSON',
      "Unexpected token 'h', … is not valid JSON",
    ],
  ])('%s', (text, expected) => expect(scrub(text)).toBe(expected));
});

test('of the settings, secrets and the agent’s name are hidden, and all else is shown', () => {
  expect(
    withoutSecretSettings({
      agent: { userId: 'ana' },
      lcm: {
        url: 'https://lcm.example.com',
        auth: { a: ['x', { b: 1 }] },
        headers: {},
        proxy: 'http://u:p@proxy',
      },
      metrics: { headers: { x: 'y' }, proxy: '', machine: 'desk' },
      calls: { types: { A: 'OUTBOUND' } },
    }),
  ).toEqual({
    agent: { userId: '•••' },
    lcm: { url: 'https://lcm.example.com', auth: { a: ['•••', { b: '•••' }] }, headers: {}, proxy: '•••' },
    metrics: { headers: { x: '•••' }, proxy: '', machine: 'desk' },
    calls: { types: { A: 'OUTBOUND' } },
  });
});

test('the history of the link keeps one entry a state, with its last reason, and does not grow', () => {
  const stateChanged = createSignal<LinkState>();
  const state = (status: LinkState['status'], since: number, code: string | null = null): LinkState => ({
    status,
    since,
    reason: code === null ? null : { code, params: {} },
    nextTryAt: null,
  });
  const history = rememberLink({ state: () => state('connecting', 0), stateChanged });
  stateChanged.emit(state('unreachable', 5, 'unreachable'));
  stateChanged.emit(state('unreachable', 5, 'lcmSilent'));
  stateChanged.emit(state('connected', 9));
  expect(history()).toEqual([
    { status: 'connecting', since: 0, reason: null },
    { status: 'unreachable', since: 5, reason: { code: 'lcmSilent', params: {} } },
    { status: 'connected', since: 9, reason: null },
  ]);
  for (let since = 10; since < 1_000; since += 1)
    stateChanged.emit(state(since % 2 === 0 ? 'unreachable' : 'connected', since));
  expect(history()).toHaveLength(300);
  expect(history().at(-1)?.since).toBe(999);
});
