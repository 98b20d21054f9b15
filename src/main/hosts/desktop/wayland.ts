/** What decides which window system Chromium speaks to. */
export interface WindowSystem {
  readonly platform: NodeJS.Platform;
  /** Electron's major version. */
  readonly electron: number;
  /** The switch `--ozone-platform`; '' if it is not given. */
  readonly ozone: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Whether the windows are Wayland's own. From version 38 on Electron follows the session; older ones use X11 unless
 * they are told otherwise. On Wayland no program learns or sets where its windows are, and the desktop gives out the
 * global shortcuts. Source: Electron, breaking changes of version 38; BaseWindow `getBounds`; globalShortcut.
 */
export function isOnWayland({ platform, electron, ozone, environment }: WindowSystem): boolean {
  if (platform !== 'linux') return false;
  const hint = environment['ELECTRON_OZONE_PLATFORM_HINT'] ?? 'x11';
  const wanted = ozone || (electron >= 38 ? 'auto' : hint);
  return wanted === 'wayland' || (wanted === 'auto' && environment['XDG_SESSION_TYPE'] === 'wayland');
}

/**
 * Chromium's features that ask a Wayland desktop for global shortcuts, beside those that are enabled already. The second
 * one is needed on GNOME. Source: Electron, globalShortcut, and its pull request 52221.
 */
export function withShortcutsPortal(enabled: string): string {
  const wanted = ['GlobalShortcutsPortal', 'GlobalShortcutsPortalPreferredTrigger'];
  return [...new Set([...enabled.split(',').filter(Boolean), ...wanted])].join(',');
}
