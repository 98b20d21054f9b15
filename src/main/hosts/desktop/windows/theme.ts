import { nativeTheme } from 'electron';
import type { Core } from '#main/core/core.ts';
import { followState } from '../follow-state.ts';

/** Gives title bars, menus and scroll bars, which the system draws, the theme that the agent prefers. */
export function followTheme(core: Core): void {
  followState(core, ({ preferences: { theme } }) => {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  });
}
