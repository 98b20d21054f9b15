import { expect, it } from 'vitest';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { snippetValues } from '../../../../src/renderer/comment/snippet-values.ts';
import type { Formats } from '../../../../src/renderer/i18n/use-formats.ts';
import { makeCall } from '../scripted-core.ts';

const formats = { day: () => 'today' } as unknown as Formats;

function contactIn(contact: string | null, masksNumbers: boolean): string {
  const source = { draft: EMPTY_DRAFT, agent: null, telephony: [], outcomes: null, now: 0, masksNumbers };
  return snippetValues({ ...source, call: makeCall('A', { contact }) }, formats).contact;
}

it('writes the contact’s name, and a number only as the screen shows it', () => {
  expect(contactIn('Inés Álvarez', true)).toBe('Inés Álvarez');
  expect(contactIn('+34 600 123 456', true)).toBe('+34 ••• ••• •56');
  expect(contactIn('+34 600 123 456', false)).toBe('+34 600 123 456');
});

it('leaves a gap for a contact that is not known', () => expect(contactIn(null, true)).toBe(''));
