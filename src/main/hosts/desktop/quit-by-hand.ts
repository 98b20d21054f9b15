import { app, dialog } from 'electron';
import type { Core } from '#main/core/core.ts';
import type { DesktopWindows } from './windows/desktop-windows.ts';
import type { DesktopWords } from './words/words.ts';

/**
 * Quits because a person chose it, in a menu or with Ctrl+Q or Command+Q, which are beside the keys that close a
 * window. If there are calls to wrap up, asks first, once at a time. Whatever else quits the app, such as a log-off of
 * the system, is not asked, and takes an open question away.
 */
export function quitByHand(
  core: Pick<Core, 'state'>,
  windows: Pick<DesktopWindows, 'main' | 'hideQuick'>,
  words: () => DesktopWords,
): () => void {
  let isAsking = false;

  async function isMeant(calls: number): Promise<boolean> {
    const { text, toWrapUp } = words();
    const leaving = new AbortController();
    const withdraw = (): void => leaving.abort();
    app.once('before-quit', withdraw);
    // It is above all others and would cover the question.
    windows.hideQuick();
    // A question without a window would stop the whole app on a Mac.
    windows.main.show();
    const { response } = await dialog.showMessageBox(windows.main.browserWindow, {
      type: 'question',
      title: text.appName,
      message: toWrapUp(calls),
      detail: text.quitDetail,
      buttons: [text.quitNot, text.menu.quit],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: leaving.signal,
    });
    app.off('before-quit', withdraw);
    return response === 1;
  }

  async function askAndQuit(calls: number): Promise<void> {
    isAsking = true;
    try {
      if (await isMeant(calls)) app.quit();
    } finally {
      isAsking = false;
    }
  }

  return () => {
    const calls = core.state().calls.filter(({ wrappedAt }) => wrappedAt === null).length;
    if (calls === 0) app.quit();
    else if (!isAsking) void askAndQuit(calls);
  };
}
