import { describe, expect, it } from 'vitest';
import { isSameNumber, numberKey } from '#main/outbox/same-number.ts';

describe('a phone number', () => {
  it.each([
    ['+34 600 123 456', '600123456'],
    ['+34 600 123 456', '0034600123456'],
    ['+49 171 1234567', '0171/123 45 67'],
    ['+44 (0)20 7946 0958', '02079460958'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['(212) 555-0100', '+1.212.555.0100'],
    ['01134600123456', '+34600123456'],
    ['5550100', '5550100'],
  ])('is the same however it is written: %s and %s', (one, other) => {
    expect(isSameNumber(one, other)).toBe(true);
    expect(isSameNumber(other, one)).toBe(true);
    expect(numberKey(one)).toBe(numberKey(other));
  });

  it.each([
    // The last nine digits agree: they are found together, and told apart.
    ['9876543210', '8876543210'],
    ['+34600123456', '+35600123456'],
    ['212 555 0100', '312 555 0100'],
    ['4711', '4711'],
    ['', ''],
  ])('is another than one that only resembles it: %s and %s', (one, other) => {
    expect(isSameNumber(one, other)).toBe(false);
  });

  it.each(['', '4711', '005551', 'Inés Álvarez 12', 'Case 2026112712345'])('is not this: %j', (text) => {
    expect(numberKey(text)).toBeNull();
  });
});
