import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { fillSnippet, snippetBefore } from '#shared/comment/snippets.ts';

const SNIPPETS = [
  { abbreviation: 'cb', text: 'Call back.' },
  { abbreviation: ';Né', text: 'Nothing.' },
];

describe('a snippet', () => {
  it.each([
    ['At {callback.time}, {contact}.', 'At 14:30, Ana.', null],
    ['{contact} {contact}', 'Ana Ana', null],
    ['{outcome}: {contact} {agent}', '{outcome}: Ana {agent}', '{outcome}'],
    ['{contact} said {what}', 'Ana said {what}', '{what}'],
    ['{constructor} {} {Contact} {callback.}', '{constructor} {} {Contact} {callback.}', '{constructor}'],
    ['no places', 'no places', null],
  ])('%j is put in as %j, what has no value to be filled in', (text, expected, gap) => {
    const filled = fillSnippet(text, { 'callback.time': '14:30', contact: 'Ana', outcome: '' });
    expect(filled.text).toBe(expected);
    expect(filled.gap === null ? null : filled.text.slice(filled.gap.from, filled.gap.to)).toBe(gap);
  });

  it('inserts values unchanged', () => {
    const texts = fc.array(fc.constantFrom('{contact}', '{agent}', 'x', '$&', ' '), { maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.string({ minLength: 1 }), (parts, value) => {
        const expected = parts.map((part) => (part === '{contact}' ? value : part)).join('');
        expect(fillSnippet(parts.join(''), { contact: value }).text).toBe(expected);
      }),
    );
  });

  it.each([
    ['cb', 2, 'cb', 0],
    ['He: CB', 6, 'cb', 4],
    ['line\ncb and more', 7, 'cb', 5],
    [';né', 3, ';Né', 0],
    ['cb', 1, null, 0],
    ['xcb', 3, null, 0],
    ['cb ', 3, null, 0],
    ['cbx', 2, null, 0],
    ['', 0, null, 0],
  ])('of %j with the caret at %d: %j from %d', (text, caret, abbreviation, from) => {
    const found = snippetBefore(text, caret, SNIPPETS);
    expect(found?.snippet.abbreviation ?? null).toBe(abbreviation);
    if (found !== null) expect(found.at).toEqual({ from, to: caret });
  });
});

describe('the snippets of the settings', () => {
  const faults = (snippets: object[]): string[] =>
    (formSettingsSchema.safeParse({ snippets }).error?.issues ?? []).map(({ path }) => path.join('.'));

  it('have distinct abbreviations of one word', () => {
    expect(faults(SNIPPETS)).toEqual([]);
    expect(faults([...SNIPPETS, { abbreviation: 'CB', text: 'x' }])).toEqual(['snippets.2.abbreviation']);
    expect(faults([{ abbreviation: 'two words', text: 'x' }])).toEqual(['snippets.0.abbreviation']);
    expect(faults([{ abbreviation: 'e', text: '' }])).toEqual(['snippets.0.text']);
  });
});
