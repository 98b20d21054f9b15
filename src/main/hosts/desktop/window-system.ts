import { app } from 'electron';
import { isOnWayland, withShortcutsPortal } from './wayland.ts';

/** Whether this app's windows are Wayland's own. */
export const onWayland: boolean = isOnWayland({
  platform: process.platform,
  electron: Number.parseInt(process.versions.electron, 10),
  ozone: app.commandLine.getSwitchValue('ozone-platform'),
  environment: process.env,
});

/** Asks Wayland desktops for global shortcuts. Call before `ready`. */
export function useShortcutsPortal(): void {
  if (!onWayland) return;
  const enabled = app.commandLine.getSwitchValue('enable-features');
  app.commandLine.appendSwitch('enable-features', withShortcutsPortal(enabled));
}
