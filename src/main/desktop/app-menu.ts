import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { actionItems, type DesktopActions } from './desktop-actions.ts';
import { words } from './words.ts';
import type { Zoom } from './zoom.ts';

/** The menu of the main window, with the same actions as the tray's: where there is no tray, this one quits. */
export function setAppMenu(actions: DesktopActions, zoom: Zoom): void {
  const { file, edit, view } = words.menu;
  const template: MenuItemConstructorOptions[] = [
    { label: process.platform === 'darwin' ? words.appName : file, submenu: actionItems(actions) },
    { label: edit, submenu: roles('undo', 'redo', 'cut', 'copy', 'paste', 'selectAll') },
    {
      label: view,
      submenu: [
        ...zoomItems(zoom),
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools', visible: !app.isPackaged, enabled: !app.isPackaged },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Electron's own entries know no bounds. Keyboards have these signs at different places, with Shift and without. */
function zoomItems(zoom: Zoom): MenuItemConstructorOptions[] {
  const { zoomIn, zoomOut, zoomReset } = words.menu;
  const keys = (label: string, click: () => void, [first, ...others]: readonly string[]) => [
    { label, click, accelerator: `CommandOrControl+${first}` },
    ...others.map((key) => ({
      label,
      click,
      accelerator: `CommandOrControl+${key}`,
      visible: false,
      acceleratorWorksWhenHidden: true,
    })),
  ];
  return [
    ...keys(zoomIn, zoom.in, ['Plus', '=', 'numadd']),
    ...keys(zoomOut, zoom.out, ['-', 'numsub']),
    ...keys(zoomReset, zoom.reset, ['0', 'num0']),
  ];
}

type Role = NonNullable<MenuItemConstructorOptions['role']>;

function roles(...names: Role[]): MenuItemConstructorOptions[] {
  return names.map((role) => ({ role }));
}
