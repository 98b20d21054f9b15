import { expect, it } from 'vitest';
import { maskContact } from '#shared/text/contact-number.ts';

it.each([
  ['Inés Álvarez', 'I••• Á•••'],
  ['+34 600 123 489', '+34 ••• ••• •89'],
  ['٠١٢٣٤٥٦٧', '٠١••••٦٧'],
  ['ana@example.com', 'a•••'],
  ['👩‍👩‍👧 Li', '👩‍👩‍👧••• L•••'],
  ['1234', '1•••'],
])('shows little of %s', (contact, masked) => expect(maskContact(contact)).toBe(masked));
