import { Decoder, Encoder } from 'socket.io-parser';

/** The longest message that is read, in characters. A list of 100,000 outcomes with long names has half of that. */
export const LONGEST_MESSAGE = 32 * 1024 * 1024;

/**
 * The largest message and the largest HTTP answer that are received at all, in bytes. A larger one ends the link, so that
 * it cannot fill the memory.
 */
export const LARGEST_MESSAGE = 100 * 1024 * 1024;

/** The code of the error with which such a link ends; that of the library `ws`. */
export const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** In place of a message that was too long comes an event with this name and a `TooLong`. */
export const TOO_LONG_EVENT = 'afterword:too-long';

/** A message that was left out. */
export interface TooLong {
  readonly characters: number;
  /** The envelope's subtopic, if it is among the first characters; null if not. */
  readonly subtopic: string | null;
}

/** How many characters are searched for the subtopic. */
const HEAD = 2_000;

/**
 * Leaves out what is too long before it is parsed. Parsing holds up the process for 20 ms per megabyte. The library can
 * only close the link instead, which would open again and get the same.
 */
class BoundedDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet !== 'string' || packet.length <= LONGEST_MESSAGE) {
      super.add(packet);
      return;
    }
    // The type of the packet, its namespace and number come before its JSON.
    const start = packet.indexOf('[');
    const subtopic = /"subtopic"\s*:\s*"([^"\\]*)"/i.exec(packet.slice(start, start + HEAD))?.[1] ?? null;
    const said: TooLong = { characters: packet.length, subtopic };
    super.add(packet.slice(0, start) + JSON.stringify([TOO_LONG_EVENT, said]));
  }
}

/** For the option `parser` of the client library. Source: socket.io/docs/v4/custom-parser. */
export const boundedParser = { Encoder, Decoder: BoundedDecoder };
