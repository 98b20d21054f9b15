import { nativeTheme } from 'electron';
import type { Core } from '#main/core/core.ts';

/** Gives title bars, menus and scroll bars, which the system draws, the theme that the agent prefers. */
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
