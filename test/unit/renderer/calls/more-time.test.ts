import { screen, waitFor } from '@testing-library/vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AfterCallView } from '#shared/contract/app-state.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, fails, makeCall, makeState, ok, type ScriptedCore } from '../scripted-core.ts';

const NOW = Date.UTC(2026, 2, 2, 9);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, shouldAdvanceTime: true, toFake: ['Date', 'setInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const limited = (change: Partial<AfterCallView> = {}): AfterCallView => ({
  startedAt: NOW - 20_000,
  endsAt: NOW + 40_000,
  warnAt: NOW + 25_000,
  show: 'down',
  atEnd: 'submit',
  more: { left: 2, seconds: 60 },
  ...change,
});

function opened(afterCall: AfterCallView | null) {
  const call = (view: AfterCallView | null) => makeCall('A', { contact: 'Inés Álvarez', afterCall: view });
  const core = createScriptedCore(makeState({ calls: [call(afterCall)] }));
  core.answer('moreTime', () => ok(undefined));
  const { user } = show(MainWindow, core);
  return {
    core,
    user,
    become: (view: AfterCallView): void => core.change({ calls: [call(view)] }),
  };
}

const button = () => screen.findByRole('button', { name: 'More after-call time: 1:00. Still possible: 2' });
const asked = (core: ScriptedCore): number => core.inputsOf('moreTime').length;
const says = (words: string): Promise<void> =>
  waitFor(() => {
    expect(
      screen.getAllByRole('status').map(({ textContent }) => textContent.replace(/[\u2066-\u2069]/gu, '')),
    ).toContain(words);
  });

it('is asked for by a button and by a key, and spoken', async () => {
  const { core, user, become } = opened(limited());
  await user.click(await button());
  expect(core.inputsOf('moreTime')).toEqual([{ callId: 'A' }]);
  await says('1:00 more after-call time. Still possible: 1');
  become(limited({ endsAt: NOW + 100_000, more: { left: 1, seconds: 60 } }));
  await screen.findByRole('button', { name: 'More after-call time: 1:00. Still possible: 1' });
  await user.keyboard('{Alt>}a{/Alt}');
  await waitFor(() => expect(asked(core)).toBe(2));
  await says('1:00 more after-call time. Still possible: 0');
});

it('goes away after the last time, without losing the focus', async () => {
  const { user, become } = opened(limited());
  const more = await button();
  more.focus();
  await user.keyboard('{Enter}');
  become(limited({ endsAt: NOW + 100_000, more: null }));
  await waitFor(() => expect(screen.queryByRole('button', { name: /More after-call time/ })).toBeNull());
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});

it('is not granted twice by a key that is held', async () => {
  const { core, user } = opened(limited());
  await button();
  await user.keyboard('{Alt>}{a>3}{/a}{/Alt}');
  await waitFor(() => expect(asked(core)).toBe(1));
});

it.each([
  ['the call is on', null],
  ['there is no limit', limited({ endsAt: null, warnAt: null })],
  ['the settings give none', limited({ more: null })],
  ['the limit has passed', limited({ endsAt: NOW - 1_000, warnAt: NOW - 15_000 })],
])('is not there if %s', async (_why, afterCall) => {
  const { core, user } = opened(afterCall);
  await screen.findByRole('tree');
  await user.keyboard('{Alt>}a{/Alt}');
  expect(screen.queryByRole('button', { name: /More after-call time/ })).toBeNull();
  expect(asked(core)).toBe(0);
});

it('tells why it was not given', async () => {
  const { core, user } = opened(limited());
  core.answer('moreTime', () => fails('notAllowed', reason('limitPassed')));
  await user.click(await button());
  await screen.findByText('That cannot be done now. The after-call time is over.');
});

it('says nothing of one call beside the next, and reads the same words out anew', async () => {
  const calls = ['A', 'B'].map((id) => makeCall(id, { contact: `Contact ${id}`, afterCall: limited() }));
  const core = createScriptedCore(makeState({ calls }));
  core.answer('moreTime', () => fails('notAllowed', reason('limitPassed')));
  const { user } = show(MainWindow, core);
  await user.click(await button());
  const why = 'That cannot be done now. The after-call time is over.';
  await screen.findByText(why);
  core.answer('moreTime', () => ok(undefined));
  const [first] = core.inputsOf('moreTime');
  const next = calls.filter(({ callId }) => callId !== first?.callId);
  core.change({ calls: next });
  await waitFor(() => expect(screen.queryByText(why)).toBeNull());
  await user.click(await button());
  await says('1:00 more after-call time. Still possible: 1');
});
