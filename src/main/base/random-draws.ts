import { randomFillSync } from 'node:crypto';

/**
 * How many values are drawn at once. One draw costs more than sealing a text, and the same for many values as for
 * one.
 */
const DRAWN = 256;

/**
 * Random bytes from the operating system, `length` at a time. No value is given out twice. Later draws overwrite it,
 * so use or copy it before the next draw.
 */
export function createRandomDraws(length: number): () => Buffer {
  const drawn = Buffer.alloc(DRAWN * length);
  let next = drawn.length;
  return () => {
    if (next === drawn.length) {
      randomFillSync(drawn);
      next = 0;
    }
    next += length;
    return drawn.subarray(next - length, next);
  };
}
