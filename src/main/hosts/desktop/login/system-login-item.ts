import { app } from 'electron';
import { autostartFile, programToStart } from './autostart-file.ts';
import { HIDDEN_SWITCH, type LoginItem } from './start-at-login.ts';

const LAUNCH_ARGUMENTS = [`--${HIDDEN_SWITCH}`];

/** This system's entry of the app. Call when the app is ready. */
export function systemLoginItem(): LoginItem {
  if (process.platform === 'linux') {
    const program = programToStart(process.execPath, process.env);
    return autostartFile(app.getPath('appData'), program, LAUNCH_ARGUMENTS);
  }
  return {
    set(on) {
      const { openAtLogin, status } = app.getLoginItemSettings({ args: LAUNCH_ARGUMENTS });
      // Whoever switched it off in the system's own settings is left alone: there it stays entered.
      if (openAtLogin === on || (on && status === 'requires-approval')) return;
      app.setLoginItemSettings({ openAtLogin: on, args: LAUNCH_ARGUMENTS });
    },
  };
}

/** Whether the system started the app at login. Only macOS says so; elsewhere the entry has a switch. */
export function isHiddenStart(): boolean {
  if (app.commandLine.hasSwitch(HIDDEN_SWITCH)) return true;
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
