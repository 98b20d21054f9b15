/**
 * Copies the text of an element. By a selection: the Clipboard API needs a permission, and Afterword denies every page all
 * of them.
 *
 * @returns whether it was copied
 */
export function copyText(element: Element): boolean {
  const before = document.activeElement;
  getSelection()?.selectAllChildren(element);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const copied = document.execCommand('copy');
  getSelection()?.removeAllRanges();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
