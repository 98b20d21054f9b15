import { describe, expect, it, vi } from 'vitest';
import { firstAvailable } from '#main/hosts/desktop/windows/spelling.ts';
import { textItems } from '#main/hosts/desktop/windows/text-menu.ts';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';

vi.mock('electron', () => ({}));

const nothing = { isEditable: false, selectionText: '', misspelledWord: '', dictionarySuggestions: [] };
const items = (clicked: Partial<Parameters<typeof textItems>[0]>, replace = vi.fn()) =>
  textItems({ ...nothing, ...clicked }, desktopWords('de'), replace);

describe('the menu of a text', () => {
  it('is empty if there is nothing to do', () => {
    expect(items({})).toEqual([]);
    expect(items({ selectionText: '  ' })).toEqual([]);
  });

  it('copies the selection, in the agent’s language', () => {
    expect(items({ selectionText: 'paid' })).toEqual([{ role: 'copy', label: 'Kopieren' }]);
  });

  it('offers spelling suggestions first, and inserts the chosen one', () => {
    const replace = vi.fn();
    const found = items(
      {
        isEditable: true,
        misspelledWord: 'rueckruf',
        dictionarySuggestions: ['Rückruf', 'b', 'c', 'd', 'e', 'f'],
      },
      replace,
    );
    expect(found.map(({ label }) => label).slice(0, 5)).toEqual(['Rückruf', 'b', 'c', 'd', 'e']);
    expect(found[5]).toEqual({ type: 'separator' });
    found[0]?.click?.(undefined as never, undefined, undefined as never);
    expect(replace).toHaveBeenCalledWith('Rückruf');
  });
});

describe('the language whose spelling is checked', () => {
  const available = ['de', 'en-GB', 'en-US', 'es'];
  it.each([
    [['de', 'en-US'], ['de']],
    [['de-AT'], ['de']],
    [['ar', 'en-AU', 'en-US'], ['en-GB']],
    [['en-XA', 'en-US'], ['en-GB']],
    [['ja'], []],
  ])('of %j is %j', (wanted, found) => expect(firstAvailable(wanted, available)).toEqual(found));
});
