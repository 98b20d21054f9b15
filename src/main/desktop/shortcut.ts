import { globalShortcut } from 'electron';

/**
 * Claims a shortcut that works whatever app has the keyboard.
 *
 * @param accelerator as Electron writes it, such as `CommandOrControl+Shift+W`; '' claims none
 * @returns false where another app has it, or it is no accelerator
 */
export function claimShortcut(accelerator: string, run: () => void): boolean {
  if (accelerator === '') return true;
  try {
    return globalShortcut.register(accelerator, run);
  } catch {
    return false;
  }
}
