import { app } from 'electron';

/**
 * Starts this program again once it has ended. The program of an AppImage is gone then; the image itself stays.
 *
 * @param words its command line, if not the same
 */
export function relaunch(words?: readonly string[]): void {
  app.relaunch({
    execPath: process.env['APPIMAGE'] ?? process.execPath,
    ...(words !== undefined && { args: [...words] }),
  });
}
