import type { Outcome } from './outcomes.ts';

/** As many as Afterword draws at a first letter. */
const ROWS = 15;

/**
 * What no list can do without: a text field, and as many rows as Afterword draws, each of them one element with one text. Every letter
 * writes other texts into all of them, as a first letter does. There is no framework, and nothing is searched for.
 */
export function mountBareRows(page: Element, outcomes: readonly Outcome[]): void {
  const main = document.createElement('main');
  const field = document.createElement('input');
  const list = document.createElement('div');
  list.className = 'list';
  const texts = Array.from({ length: ROWS }, () => {
    const row = document.createElement('div');
    row.className = 'row';
    row.dataset['row'] = '';
    list.append(row);
    return row.appendChild(document.createTextNode(''));
  });
  field.addEventListener('input', () => {
    const from = field.value.length * ROWS;
    for (const [at, text] of texts.entries()) text.data = outcomes[from + at]?.path ?? '';
    main.dataset['query'] = field.value;
  });
  main.append('closed');
  page.append(main);
  addEventListener('keydown', (event) => {
    if (event.key !== 'o' || !event.ctrlKey) return;
    event.preventDefault();
    field.value = '';
    if (list.isConnected) main.replaceChildren('closed');
    else main.replaceChildren(field, list);
    field.focus();
  });
}
