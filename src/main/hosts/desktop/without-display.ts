import { spawnSync } from 'node:child_process';
import { app } from 'electron';

/**
 * On a Linux machine without a display, such as over ssh, starts this program once more so that Chromium looks for none, and ends as
 * that one ends. Else Chromium would end it in the middle. Call first: once modules are waited for, Chromium has looked.
 */
export function startAgainWithoutDisplay(): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const isSeen = Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY) || app.commandLine.hasSwitch('ozone-platform');
  if (process.platform !== 'linux' || isSeen) return;
  // Ctrl+C is for the one that works.
  process.on('SIGINT', () => {});
  const words = ['--ozone-platform=headless', ...process.argv.slice(1)];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  process.exit(status ?? 1);
}
