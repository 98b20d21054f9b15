import { Menu, type BrowserWindow, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron';
import type { DesktopWords } from '../words/words.ts';

/** How many spelling suggestions are offered. */
const MAX_SUGGESTIONS = 5;

/** The context menu of text, with spelling suggestions first. Elsewhere there is no menu. */
export function offerTextMenu(window: BrowserWindow, words: () => DesktopWords): void {
  const contents = window.webContents;
  contents.on('context-menu', (_event, params) => {
    const items = textItems(params, words(), (spelling) => contents.replaceMisspelling(spelling));
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}

type Clicked = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions'
>;

/** The entries of that menu; none if nothing can be done with the text. */
export function textItems(
  { isEditable, selectionText, misspelledWord, dictionarySuggestions }: Clicked,
  { text: { menu } }: DesktopWords,
  replace: (spelling: string) => void,
): MenuItemConstructorOptions[] {
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy', label: menu.copy }];
  const spellings = misspelledWord === '' ? [] : dictionarySuggestions.slice(0, MAX_SUGGESTIONS);
  const edit = ['cut', 'copy', 'paste', 'selectAll'] as const;
  return [
    ...spellings.map((spelling) => ({
      label: spelling,
      click: () => replace(spelling),
    })),
    ...(spellings.length > 0 ? [{ type: 'separator' } as const] : []),
    { role: 'undo', label: menu.undo },
    { type: 'separator' },
    ...edit.map((role) => ({ role, label: menu[role] })),
  ];
}
