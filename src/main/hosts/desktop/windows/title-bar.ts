import { nativeTheme, type BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import type { Core } from '#main/core/core.ts';
import { followState } from '../follow-state.ts';
import { isOnWayland, type WindowSystem } from '../wayland.ts';

/** The height of the page's own title bar (frame.css), in device-independent pixels at a zoom of 100 %. */
const HEIGHT = 44;
/** The height of macOS's buttons, and their distance from the edge. */
const LIGHTS = { height: 14, x: 14 };

/** The page's tokens --paper and --ink-2, for what the system draws: the window's buttons, and a page not yet loaded. */
const COLOURS = {
  normal: {
    light: { color: '#f3f5f2', symbolColor: '#42504a' },
    dark: { color: '#0f1412', symbolColor: '#b7c3bc' },
  },
  more: {
    light: { color: '#ffffff', symbolColor: '#1a201d' },
    dark: { color: '#000000', symbolColor: '#eef3f0' },
  },
} as const;

/** The colours of a bar in the look that the system shows now. */
export function barColours(contrast: 'normal' | 'more'): { color: string; symbolColor: string } {
  return COLOURS[contrast][nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
}

/**
 * Whether the system draws the window's buttons over the page (Window Controls Overlay). Where it does not, the window
 * keeps the system's frame, since it would have no buttons else. Source: Electron, pull request 41769 (Linux, from
 * version 32 on); on Wayland the frames are Electron's own, and it uses Wayland from version 38 on.
 */
export function drawsOverlay(system: WindowSystem): boolean {
  return system.platform !== 'linux' || system.electron >= (isOnWayland(system) ? 38 : 32);
}

/** The options of a window whose page is its title bar. */
export function ownTitleBar(overlay: boolean): BrowserWindowConstructorOptions {
  if (!overlay) return {};
  return {
    titleBarStyle: 'hidden',
    titleBarOverlay: { ...barColours('normal'), height: HEIGHT },
    trafficLightPosition: lightsAt(1),
  };
}

/** Keeps the window's buttons as high as the page's bar, at each zoom, and in the page's colours. */
export function followBar(core: Core, window: BrowserWindow, overlay: boolean): void {
  if (!overlay) return;
  let applied = '';
  const follow = (): void => {
    if (window.isDestroyed()) return;
    const { zoom, contrast } = core.state().preferences;
    const wantsMore = contrast === 'more' || nativeTheme.shouldUseHighContrastColors;
    const bar = {
      ...barColours(wantsMore ? 'more' : 'normal'),
      height: Math.round((HEIGHT * zoom) / 100),
    };
    if (JSON.stringify(bar) === applied) return;
    applied = JSON.stringify(bar);
    window.setBackgroundColor(bar.color);
    if (process.platform === 'darwin') window.setWindowButtonPosition(lightsAt(zoom / 100));
    else window.setTitleBarOverlay(bar);
  };
  followState(core, follow);
  nativeTheme.on('updated', follow);
}

/** Where macOS's buttons stand in the middle of the bar. */
function lightsAt(zoom: number): { x: number; y: number } {
  return { x: LIGHTS.x, y: Math.round((HEIGHT * zoom - LIGHTS.height) / 2) };
}
