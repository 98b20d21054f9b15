import { randomFillSync } from 'node:crypto';

/** How many are drawn at once: a draw costs as much for many as for one, more than sealing a text. */
const DRAWN = 256;

/**
 * Random bytes from the operating system, `length` at a time. Nothing is given out twice; what was given is overwritten
 * by later draws, so it has to be used or copied before the next.
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
