import { globalShortcut } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import type { Core } from '#main/core/core.ts';
import { keepQuickKeys } from '#main/hosts/desktop/shortcut.ts';
import type { ContractEvent } from '#shared/contract/events.ts';

vi.mock('electron', () => ({ globalShortcut: { register: vi.fn(), unregister: vi.fn() } }));
const register = vi.mocked(globalShortcut.register);
beforeEach(() => {
  vi.resetAllMocks();
});

/** What the agent is told if the keys of the settings are these. */
function told(keys: string, onWayland = false): unknown[] {
  const notices: unknown[] = [];
  const state = { preferences: { shortcuts: {} }, quickWrapUpKeys: keys } as ReturnType<Core['state']>;
  keepQuickKeys(
    {
      state: () => state,
      events: createSignal<ContractEvent>(),
      notify: (_level, code) => notices.push(code),
    },
    () => {},
    onWayland,
  );
  return notices;
}

it('says nothing if the keys are registered, or if there are none', () => {
  register.mockReturnValue(true);
  expect([told('Alt+W'), told('')]).toEqual([[], []]);
  expect(register).toHaveBeenCalledTimes(1);
});

it('says that another program has the keys, except on Wayland, where the desktop gave none', () => {
  register.mockReturnValue(false);
  expect(told('Alt+W')).toEqual(['shortcutTaken']);
  expect(told('Alt+W', true)).toEqual(['shortcutNotGiven']);
});

it('says that keys of the settings are no keys', () => {
  register.mockImplementation(() => {
    throw new TypeError('Error processing argument at index 0, conversion failure from Hyper+W');
  });
  expect(told('Hyper+W')).toEqual(['shortcutInvalid']);
});
