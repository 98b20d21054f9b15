import type { Locator } from '@playwright/test';

/** Content dragged in from another program. */
export interface Dragged {
  /** Text by media type. */
  readonly data?: Readonly<Record<string, string>>;
  /** Paths of files. */
  readonly files?: readonly string[];
}

export const LINK: Dragged = {
  data: { 'text/uri-list': 'https://example.org/', 'text/plain': 'https://example.org/' },
};

/**
 * Drags content in and drops it on an element, through the browser's own drag and drop.
 *
 * @param at position in pixels from the upper left of the element; its centre if left out
 */
export async function dropOn(
  target: Locator,
  { data = {}, files = [] }: Dragged,
  at?: { readonly x: number; readonly y: number },
): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error('There is nothing to drop it on.');
  const x = box.x + (at?.x ?? box.width / 2);
  const y = box.y + (at?.y ?? box.height / 2);
  const page = target.page();
  const session = await page.context().newCDPSession(page);
  const items = Object.entries(data).map(([mimeType, value]) => ({ mimeType, data: value }));
  const dragged = { items, files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data: dragged });
  }
  await session.detach();
}
