import type { Page } from '@playwright/test';

/** What a person did, apart from typing words. */
export interface Actions {
  /** Pressed keys that typed nothing. Each key of a chord counts, so Ctrl+Enter is two. */
  readonly keys: readonly string[];
  readonly pointers: number;
  /** The typed texts. Another key ends a text. */
  readonly words: readonly string[];
}

interface Counting extends Window {
  actionsSince: { keys: string[]; pointers: number; words: string[]; isTyping: boolean };
}

/** From now on, counts in the page what its user presses. Call it once per page. */
export async function countActions(page: Page): Promise<() => Promise<Actions>> {
  await page.evaluate(() => {
    const counting = window as unknown as Counting;
    counting.actionsSince = { keys: [], pointers: 0, words: [], isTyping: false };
    window.addEventListener(
      'keydown',
      ({ key, ctrlKey, altKey, metaKey, isTrusted, repeat }) => {
        if (!isTrusted || repeat) return;
        const { actionsSince } = counting;
        const { keys, words, isTyping } = actionsSince;
        const isTyped = key.length === 1 && !ctrlKey && !altKey && !metaKey;
        if (!isTyped) keys.push(key);
        else if (isTyping) words.push(`${words.pop() ?? ''}${key}`);
        else words.push(key);
        actionsSince.isTyping = isTyped;
      },
      true,
    );
    window.addEventListener('pointerdown', () => (counting.actionsSince.pointers += 1), true);
  });
  return async () =>
    await page.evaluate(() => {
      const counting = window as unknown as Counting;
      const counted = counting.actionsSince;
      counting.actionsSince = { keys: [], pointers: 0, words: [], isTyping: false };
      return counted;
    });
}
