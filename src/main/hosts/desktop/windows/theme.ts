import { nativeTheme } from 'electron';
import type { Core } from '#main/core/core.ts';

/** Draws what the system draws of our windows (title bars, menus, scroll bars) in the colours the agent prefers. */
export function followTheme(core: Core): void {
  const follow = (): void => {
    const { theme } = core.state().preferences;
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  };
  follow();
  core.events.on(({ name }) => {
    if (name === 'state') follow();
  });
}
