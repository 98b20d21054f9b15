import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession, JSHandle, Page } from '@playwright/test';
import type { BrowserWindow } from 'electron';
import type { TestHooks } from '#main/hosts/desktop/test-hooks.ts';

/** Milliseconds from an event to the frame that shows its result, and of the page's main thread meanwhile. */
export interface Answer {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * No agent presses keys at a shorter distance, in milliseconds. A frame in which nothing changed, as that of a key that does nothing,
 * lasts a sixtieth of a second for Chromium's compositor, also where frames are drawn at once: the next key would wait for its end.
 */
const REST_MS = 40;

interface Waiting extends Window {
  answered: Promise<number>;
}

/** In Electron's main process, under AFTERWORD_E2E. */
declare const __afterwordTest: TestHooks;

/** Measures one page. Times begin with the event's own time stamp, so they do not include the test driver. */
export class Presser {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<Presser> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Presser(page, session);
  }

  /**
   * @param ready an expression of the page that is true once the result of the key is in the document
   * @returns from the key to the end of the first frame in which it is true
   */
  async press(key: string, ready: string): Promise<Answer> {
    // As text, since the page's policy forbids evaluating code from strings.
    await this.#page.evaluate(`(${watchNextKey.toString()})(() => (${ready}))`);
    await wait(REST_MS);
    const before = await this.#busy();
    await this.#page.keyboard.press(key);
    const wall = await this.#page.evaluate(() => (window as unknown as Waiting).answered);
    return { wall, cpu: (await this.#busy()) - before };
  }

  /** From the event that `begin` triggers to the end of the first frame with such an element. */
  async until(selector: string, begin: () => void): Promise<Answer> {
    const painted = this.#page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            if (document.querySelector(wanted) === null) requestAnimationFrame(look);
            else setTimeout(() => resolve(performance.timeOrigin + performance.now()));
          };
          requestAnimationFrame(look);
        }),
      selector,
    );
    // By now the page watches.
    await this.#page.evaluate('null');
    const before = await this.#busy();
    const began = performance.timeOrigin + performance.now();
    begin();
    const wall = (await painted) - began;
    return { wall, cpu: (await this.#busy()) - before };
  }

  /** Milliseconds of processor time that the main thread has spent in tasks. */
  async #busy(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  }
}

/** In the page: measures from the next key to the end of the first frame in which `isReady` holds. */
function watchNextKey(isReady: () => boolean): void {
  (window as unknown as Waiting).answered = new Promise((resolve) => {
    const onKey = (event: KeyboardEvent): void => {
      if (['Control', 'Alt', 'Shift'].includes(event.key)) return;
      window.removeEventListener('keydown', onKey, true);
      const look = (): void => {
        if (!isReady()) {
          requestAnimationFrame(look);
          return;
        }
        // Its turn comes after the current frame.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - event.timeStamp);
        port2.postMessage(null);
      };
      const begin = (): void => {
        requestAnimationFrame(look);
      };
      // A letter changes the page with its input event. A frame that is asked for before it may have nothing to show.
      if (event.key.length === 1 && !event.ctrlKey)
        window.addEventListener('input', begin, { capture: true, once: true });
      else begin();
    };
    window.addEventListener('keydown', onKey, true);
  });
}

/**
 * Opens the quick wrap-up by its shortcut. Resolves with the milliseconds until the window has the keyboard, and
 * until its page has painted that call with the keyboard in the search.
 */
export async function openQuick(
  quick: JSHandle<BrowserWindow>,
  callId: string,
): Promise<{ focused: number; painted: number }> {
  return await quick.evaluate(async (window, call) => {
    const now = (): number => performance.timeOrigin + performance.now();
    const painted = window.webContents.executeJavaScript(`new Promise((resolve) => {
      const look = () => {
        const chosen = document.querySelector('button.switcher')?.textContent ?? '';
        const isReady = document.activeElement?.role === 'combobox' && chosen.includes('${call}');
        if (!isReady || document.visibilityState !== 'visible') return requestAnimationFrame(look);
        // Its turn comes after the current frame.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    })`) as Promise<number>;
    const focused = new Promise<number>((resolve) => {
      window.once('focus', () => resolve(now()));
    });
    // By now the page watches.
    await window.webContents.executeJavaScript('null');
    const began = now();
    __afterwordTest.pressShortcut();
    return { focused: (await focused) - began, painted: (await painted) - began };
  }, callId);
}
