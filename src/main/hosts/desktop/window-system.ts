import { app } from 'electron';
import { isOnWayland, withShortcutsPortal, type WindowSystem } from './wayland.ts';

/** What this app's windows are shown by. */
export const windowSystem: WindowSystem = {
  platform: process.platform,
  electron: Number.parseInt(process.versions.electron, 10),
  ozone: app.commandLine.getSwitchValue('ozone-platform'),
  environment: process.env,
};

/** Whether this app's windows are Wayland's own. */
export const onWayland: boolean = isOnWayland(windowSystem);

/** Asks Wayland desktops for global shortcuts. Call before `ready`. */
export function useShortcutsPortal(): void {
  if (!onWayland) return;
  const enabled = app.commandLine.getSwitchValue('enable-features');
  app.commandLine.appendSwitch('enable-features', withShortcutsPortal(enabled));
}
