import { globalShortcut } from 'electron';
import type { Core } from '#main/core/core.ts';

/**
 * Keeps the global shortcut of the quick wrap-up registered: the agent's own keys, else those of the settings.
 * Follows changes. If another app has the keys, the agent is told.
 *
 * @param run is called each time the keys are pressed
 */
export function keepQuickKeys(core: Core, run: () => void): void {
  let claimed = '';
  function follow(): void {
    const { preferences, quickWrapUpKeys } = core.state();
    const keys = preferences.shortcuts.quickWrapUp ?? quickWrapUpKeys;
    if (keys === claimed) return;
    release(claimed);
    claimed = keys;
    if (!claim(keys, run)) core.notify('warning', 'shortcutTaken', { shortcut: keys });
  }
  follow();
  core.events.on(({ name }) => {
    if (name === 'state') follow();
  });
}

/** False if another app has the keys, or they are not an accelerator. */
function claim(keys: string, run: () => void): boolean {
  if (keys === '') return true;
  try {
    return globalShortcut.register(keys, run);
  } catch {
    return false;
  }
}

function release(keys: string): void {
  if (keys === '') return;
  try {
    globalShortcut.unregister(keys);
  } catch {
    // The keys were not an accelerator, so nothing was registered.
  }
}
