import { globalShortcut } from 'electron';
import type { Core } from '#main/core/core.ts';

/**
 * Keeps the keys of the quick wrap-up claimed, whatever app has the keyboard: the agent's own, else those of the
 * settings, also after they were changed. Says so where another app has them.
 *
 * @param run is called whenever they are pressed
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

/** False where another app has them, or they are no accelerator. */
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
    // They were none, so nothing was claimed.
  }
}
