/**
 * How much is handed over, in bytes. Chromium on Linux and macOS takes 32 KiB, in which each word stands twice, and perhaps in two
 * bytes a character. A longer message arrives cut, and that ends the instance that runs: any web page could do so by a link.
 * Source: kMaxMessageLength in chrome/browser/process_singleton_posix.cc.
 */
const MOST = 9_000;

/**
 * Longer than any id of a call, with its name before it, however it is encoded: 256 characters of nine at most. So an id that is cut
 * is still refused. All else is shortened anyway. In UTF-16 units.
 */
const LONGEST_PART = 2_400;

/**
 * The words of a command line, as far as they can be handed to the instance that runs; the same list if they all can. Of a link that is
 * too long, each part is cut, so that its call comes.
 */
export function fitToHandOver(words: readonly string[]): readonly string[] {
  if (bytesOf(words.join(' ')) <= MOST) return words;
  let room = MOST;
  return words.map(withShortParts).filter((word) => (room -= bytesOf(word) + 1) >= 0);
}

function withShortParts(word: string): string {
  return word
    .split('&')
    .map((part) => part.slice(0, LONGEST_PART))
    .join('&');
}

const bytesOf = (text: string): number => Buffer.byteLength(text);
