import { join } from 'node:path';
import { app, Menu, shell, type MenuItemConstructorOptions } from 'electron';
import { actionItems, type DesktopActions } from './desktop-actions.ts';
import type { DesktopWords } from './words/words.ts';
import type { Zoom } from './windows/zoom.ts';

type MenuWords = DesktopWords['text']['menu'];

/**
 * The menu of the main window, with the same actions as the tray's. If there is no tray, this menu has the entry that
 * quits. On Windows and Linux the window has no menu bar: F10, the key of menu bars there, opens the menu at the
 * window's corner.
 */
export function setAppMenu(actions: DesktopActions, zoom: Zoom, words: DesktopWords): void {
  const { appName, menu } = words.text;
  const template: MenuItemConstructorOptions[] = [
    { label: process.platform === 'darwin' ? appName : menu.file, submenu: actionItems(actions, words) },
    { label: menu.edit, submenu: editItems(menu) },
    {
      label: menu.view,
      submenu: [
        ...zoomItems(zoom, menu),
        { role: 'togglefullscreen', label: menu.fullScreen },
        { role: 'toggleDevTools', visible: !app.isPackaged, enabled: !app.isPackaged },
        ...(process.platform === 'darwin' ? [] : [hiddenKey('F10', openMenu)]),
      ],
    },
    ...(app.isPackaged ? [helpItem(menu)] : []),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function openMenu(): void {
  Menu.getApplicationMenu()?.popup({ x: 0, y: 0 });
}

/** Only an installed app has the file: packing it makes the list. */
function helpItem({ help, licenses }: MenuWords): MenuItemConstructorOptions {
  const file = join(process.resourcesPath, 'third-party-licenses.txt');
  return {
    role: 'help',
    label: help,
    submenu: [{ label: licenses, click: () => void shell.openPath(file) }],
  };
}

function hiddenKey(accelerator: string, click: () => void): MenuItemConstructorOptions {
  return { label: accelerator, accelerator, click, visible: false, acceleratorWorksWhenHidden: true };
}

/** Electron's own zoom entries have no bounds. Keyboards have these signs on different keys, with and without Shift. */
function zoomItems(zoom: Zoom, { zoomIn, zoomOut, zoomReset }: MenuWords): MenuItemConstructorOptions[] {
  const keys = (label: string, click: () => void, [first, ...others]: readonly string[]) => [
    { label, click, accelerator: `CommandOrControl+${first}` },
    ...others.map((key) => hiddenKey(`CommandOrControl+${key}`, click)),
  ];
  return [
    ...keys(zoomIn, zoom.in, ['Plus', '=', 'numadd']),
    ...keys(zoomOut, zoom.out, ['-', 'numsub']),
    ...keys(zoomReset, zoom.reset, ['0', 'num0']),
  ];
}

/** Electron knows these actions, but names them in English only. */
function editItems(menu: MenuWords): MenuItemConstructorOptions[] {
  const roles = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const;
  return roles.map((role) => ({ role, label: menu[role] }));
}
