import { app, powerMonitor } from 'electron';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { quitOnShutdown } from './session-end.ts';

/** Whether the app is quitting. Then windows close instead of hiding. */
export interface Shutdown {
  underWay(): boolean;
  /** Quits in order, and does this as the last thing. */
  quitAnd(last: () => void): void;
}

/** How long the core may take to stop, in milliseconds. Data that is already on disk does not depend on it. */
const PATIENCE = 5_000;

/**
 * Quits in order: first the windows, so that pages can hand over the last input, then the core, within a time limit.
 * A power cut instead loses nothing that was reported as saved.
 */
export function quitInOrder(close: () => Promise<void>, log: Log): Shutdown {
  let underWay = false;
  let closing: Promise<void> | null = null;
  let last = (): void => {};

  app.on('before-quit', () => {
    underWay = true;
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    closing ??= within(PATIENCE, close())
      .catch((error: unknown) => log.error('the core did not stop', { reason: errorWords(error) }))
      .then(() => {
        last();
        app.exit(0);
      });
  });
  quitOnShutdown(powerMonitor, () => app.quit());
  // The app lives in the tray and quits only on request.
  app.on('window-all-closed', () => {});

  return {
    underWay: () => underWay,
    quitAnd(then) {
      last = then;
      app.quit();
    },
  };
}

function within(milliseconds: number, task: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done within ${milliseconds} ms`)), milliseconds);
    task.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
