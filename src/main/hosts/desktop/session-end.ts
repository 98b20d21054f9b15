/** What a window tells on Windows when its user logs off or the machine is switched off. */
export interface SessionWindow {
  on(event: 'query-session-end' | 'session-end', listener: () => void): unknown;
}

/** What the system tells on Linux and macOS before the machine is switched off. */
export interface PowerMonitor {
  on(event: 'shutdown', listener: (event?: { preventDefault(): void }) => void): unknown;
}

/**
 * Saves what was typed in a window when the session ends on Windows, and quits. Windows asks every program first and
 * then ends all. The page saves at the question, since at the end there may be no time. The question is not answered
 * with no: Windows would show that Afterword blocks it. Source: Electron, BrowserWindow.
 *
 * @param save asks the window's page to save now what was typed in the last moment
 */
export function endWithSession(window: SessionWindow, save: () => void, quit: () => void): void {
  window.on('query-session-end', save);
  window.on('session-end', () => {
    save();
    quit();
  });
}

/** Quits before the machine is switched off. Linux and macOS wait for it. Source: Electron, powerMonitor. */
export function quitOnShutdown(power: PowerMonitor, quit: () => void): void {
  power.on('shutdown', (event) => {
    event?.preventDefault();
    quit();
  });
}
