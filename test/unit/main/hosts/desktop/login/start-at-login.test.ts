import { expect, it } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import { createSignal } from '#main/base/signal.ts';
import { keepStartAtLogin, needsPerson } from '#main/hosts/desktop/login/start-at-login.ts';
import type { AppState, Notice } from '#shared/contract/app-state.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { makeState } from '../../../../renderer/scripted-core.ts';

/** A core whose state the test changes, and what the system's list was told. */
function desktop(first: Partial<AppState> = {}) {
  let state = makeState({ demo: false, ...first });
  const events = createSignal<ContractEvent>();
  const told: boolean[] = [];
  keepStartAtLogin({ state: () => state, events }, { set: (on) => told.push(on) }, silentLog);
  return {
    told,
    change(change: Partial<AppState>) {
      state = { ...state, ...change };
      events.emit({
        name: 'state',
        payload: { from: 0, version: 1, parts: change, calls: { gone: [], put: [], drafts: [] } },
      });
    },
  };
}

const NOTHING = { ...DEFAULT_PREFERENCES, atLogin: 'nothing' } as const;

it('is on by default, and follows the agent’s preference', () => {
  const { told, change } = desktop();
  change({});
  change({ preferences: NOTHING });
  change({ preferences: DEFAULT_PREFERENCES });
  expect(told).toEqual([true, false, true]);
});

it('is off if the administrator says so, and in the demo', () => {
  expect(desktop({ mayStartAtLogin: false }).told).toEqual([false]);
  expect(desktop({ demo: true }).told).toEqual([false]);
});

it('a system that refuses it ends nothing', () => {
  const item = {
    set() {
      throw new Error('EACCES');
    },
  };
  const core = { state: () => makeState({ demo: false }), events: createSignal<ContractEvent>() };
  expect(() => keepStartAtLogin(core, item, silentLog)).not.toThrow();
});

it.each([
  ['nobody is signed in', { agent: null }, true],
  ['an error must be read', { notices: [notice('info'), notice('error')] }, true],
  ['there are warnings only', { notices: [notice('info'), notice('warning')] }, false],
  ['the settings are wrong', { settingsFaults: 1 }, true],
  ['nothing is wrong', {}, false],
])('whether a hidden start shows its window: %s', (_what, change, shown) => {
  expect(needsPerson(makeState({ agent: 'ana', notices: [], ...change }))).toBe(shown);
});

function notice(level: Notice['level']): Notice {
  return { id: level, level, lasting: false, code: 'databaseGone', params: {}, at: 0 };
}
