import { execFileSync } from 'node:child_process';

/** Presses keys on the display's keyboard (xdotool), as a person does: no debugger, nothing that the app knows of. */
export interface Keyboard {
  /** Whether the app shows a window. */
  seesWindow(): boolean;
  /** Gives the keyboard to the app's window. */
  focus(): void;
  type(text: string): void;
  /** @param keys by their X names, such as `ctrl+Return` */
  press(...keys: string[]): void;
}

/** @param windowClass the class of the app's windows, `WM_CLASS` */
export function keyboardOf(windowClass: string): Keyboard {
  const windows = (): string[] => {
    try {
      const told = run('search', '--onlyvisible', '--class', `^${windowClass}$`);
      return told.split('\n').filter((id) => id !== '');
    } catch {
      // It found none.
      return [];
    }
  };
  return {
    seesWindow: () => windows().length > 0,
    focus() {
      // Without a window manager nobody else gives the keyboard to a window.
      run('windowfocus', '--sync', windows()[0] ?? '');
    },
    type(text) {
      run('type', '--delay', '20', text);
    },
    press(...keys) {
      run('key', '--delay', '20', ...keys);
    },
  };
}

function run(...words: string[]): string {
  // It waits for ever for a window that has just gone.
  return execFileSync('xdotool', words, { encoding: 'utf8', stdio: 'pipe', timeout: 10_000 });
}
