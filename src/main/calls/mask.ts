import { isNumber, maskNumber } from '#shared/text/contact-number.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Hides whom a call is with, but for what lets the agent recognise their own call: the ends of a number, the first letter
 * of each word of a name.
 */
export function maskContact(contact: string): string {
  if (isNumber(contact)) return maskNumber(contact);
  const words = contact.split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => `${firstOf(word)}•••`).join(' ');
}

function firstOf(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return '';
}
