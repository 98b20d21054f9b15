import { globalShortcut } from 'electron';
import type { Core } from '#main/core/core.ts';
import { followState } from './follow-state.ts';

/** Why keys are no global shortcut, as a code of the notices. */
type ShortcutFault = 'shortcutTaken' | 'shortcutNotGiven' | 'shortcutInvalid';

/**
 * Keeps the global shortcut of the quick wrap-up registered: the agent's own keys, else those of the settings.
 * Follows changes. If the keys cannot be had, the agent is told why.
 *
 * @param run is called each time the keys are pressed
 * @param onWayland whether the desktop gives out the shortcuts. It gives none without the portal, and does not say why.
 */
export function keepQuickKeys(
  core: Pick<Core, 'state' | 'events' | 'notify'>,
  run: () => void,
  onWayland: boolean,
): void {
  let claimed = '';
  followState(core, ({ preferences, quickWrapUpKeys }) => {
    const keys = preferences.shortcuts.quickWrapUp ?? quickWrapUpKeys;
    if (keys === claimed) return;
    release(claimed);
    claimed = keys;
    const fault = claim(keys, run, onWayland);
    if (fault !== null) core.notify('warning', fault, { shortcut: keys });
  });
}

function claim(keys: string, run: () => void, onWayland: boolean): ShortcutFault | null {
  if (keys === '') return null;
  try {
    if (globalShortcut.register(keys, run)) return null;
    return onWayland ? 'shortcutNotGiven' : 'shortcutTaken';
  } catch {
    // Electron throws if they are no accelerator.
    return 'shortcutInvalid';
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
