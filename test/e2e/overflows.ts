import type { Page } from '@playwright/test';

/** Words that do not fit: they are cut off, or drawn outside the element that holds them. */
export async function overflows(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth)
      found.push('the page is wider than its window');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode() !== null) {
      const text = walker.currentNode;
      const element = text.parentElement;
      if (element === null || (text.textContent ?? '').trim() === '') continue;
      if (!element.checkVisibility() || element.closest('.visually-hidden') !== null) continue;
      range.selectNodeContents(text);
      const words = range.getBoundingClientRect();
      for (let box: HTMLElement | null = element; box !== null; box = box.parentElement) {
        const style = getComputedStyle(box);
        // Neither has a box of its own.
        if (style.display === 'contents') continue;
        if (style.display.startsWith('inline') && !style.display.includes('-')) continue;
        // Names may have any length. They end in dots and are complete in a tooltip.
        const shortened = style.textOverflow === 'ellipsis' && style.overflowX !== 'visible';
        if (shortened && (box.title !== '' || box.closest('[title]') !== null)) break;
        const edge = box.getBoundingClientRect();
        // Only read out.
        if (edge.width <= 1) break;
        if (words.right > edge.right + 1 || words.left < edge.left - 1) {
          found.push(`“${(text.textContent ?? '').trim()}” in ${box.tagName}.${box.className}`);
          break;
        }
        if (/auto|scroll/.test(style.overflowX)) break;
      }
    }
    return found;
  });
}
