/** Text may be dropped where text is typed; parts of a date are edited by keys of their own. */
const TAKES_TEXT = 'textarea, input';

function isTaken({ target, dataTransfer }: DragEvent): boolean {
  const isText = dataTransfer?.types.includes('Files') !== true;
  return isText && target instanceof Element && target.matches(TAKES_TEXT);
}

/**
 * Refuses whatever is dropped beside the fields for text. A browser would open a file or a link that is dropped on a
 * page in the place of that page.
 */
export function refuseDrops(page: Window): void {
  page.addEventListener('dragover', (event) => {
    if (isTaken(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
  });
  page.addEventListener('drop', (event) => {
    if (!isTaken(event)) event.preventDefault();
  });
}
