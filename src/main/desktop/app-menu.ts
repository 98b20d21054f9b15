import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { actionItems, type DesktopActions } from './desktop-actions.ts';
import { words } from './words.ts';

/** The menu of the main window, with the same actions as the tray's: where there is no tray, this one quits. */
export function setAppMenu(actions: DesktopActions): void {
  const { file, edit, view } = words.menu;
  const template: MenuItemConstructorOptions[] = [
    { label: process.platform === 'darwin' ? words.appName : file, submenu: actionItems(actions) },
    { label: edit, submenu: roles('undo', 'redo', 'cut', 'copy', 'paste', 'selectAll') },
    {
      label: view,
      submenu: [
        ...roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'),
        { role: 'toggleDevTools', visible: !app.isPackaged, enabled: !app.isPackaged },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

type Role = NonNullable<MenuItemConstructorOptions['role']>;

function roles(...names: Role[]): MenuItemConstructorOptions[] {
  return names.map((role) => ({ role }));
}
