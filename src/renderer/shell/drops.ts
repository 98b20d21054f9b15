/** Text may be dropped only into text fields. The parts of a date field have their own keys. */
const TAKES_TEXT = 'textarea, input';

function isTaken({ target, dataTransfer }: DragEvent): boolean {
  const isText = dataTransfer?.types.includes('Files') !== true;
  return isText && target instanceof Element && target.matches(TAKES_TEXT);
}

/**
 * Refuses drops outside text fields. Otherwise the browser would replace the page with a dropped file or link.
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
