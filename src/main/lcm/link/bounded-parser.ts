import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { inSlices } from '#main/base/steps.ts';
import { wordsIn } from '#shared/text/words-in.ts';
import { takeApart } from './json-steps.ts';
import { TOO_LONG_EVENT, type TooLong } from './too-long.ts';

/** The longest message that is read, in characters. A list of 100,000 outcomes with long names has half of that. */
export const LONGEST_MESSAGE = 32 * 1024 * 1024;

/**
 * A longer one is read in steps, in characters. Parsing in one go holds up the process for 5 to 6 ms per megabyte, and in
 * steps takes as long in all; of a list of 10,000 outcomes, about a megabyte, 2 ms longer.
 */
const AT_ONCE = 1_200_000;

/**
 * The largest message and the largest HTTP answer that are received at all, in bytes. A larger one ends the link, so that
 * it cannot fill the memory.
 */
export const LARGEST_MESSAGE = 100 * 1024 * 1024;

/** With this begins a packet that is an event without attachments: socket.io/docs/v4/socket-io-protocol. */
const EVENT = '2';

/**
 * An event or a denial without what it says: only its type, number of attachments, namespace and number. The library lets it
 * pass, and then throws out of the event loop.
 */
const SAYS_NOTHING = /^[245](?:\d+-)?(?:\/[^,]*,?)?\d*$/;

/** The longest words of a denial that are kept, in UTF-16 units. */
const DENIAL_LIMIT = 300;

/** How many characters are searched for the subtopic. */
const HEAD = 2_000;

/**
 * Leaves out what is too long before it is parsed. The library can only close the link instead, which would open again and
 * get the same. What is long is parsed in steps. What comes meanwhile waits, so that all is heard in its order.
 */
class BoundedDecoder extends Decoder {
  /** What came while a long message is read; null if none is. */
  #waiting: unknown[] | null = null;
  /** A message that was read later could not be. The library hears of it with the next one, and ends the link. */
  #fault: Error | null = null;
  /** Completes the packet that is being decoded. */
  #fill: ((data: unknown) => unknown) | null = null;

  constructor() {
    super();
    // The first to hear of it.
    this.on('decoded', (packet: { type: PacketType; data?: unknown }) => {
      if (this.#fill !== null) packet.data = this.#fill(packet.data);
      // The library keeps only a `message` that is a text, and `data` beside it.
      if (packet.type === PacketType.CONNECT_ERROR)
        packet.data = { message: wordsIn(packet.data, DENIAL_LIMIT) ?? '' };
    });
  }

  override add(packet: unknown): void {
    if (this.#waiting !== null) {
      this.#waiting.push(packet);
      return;
    }
    const fault = this.#fault;
    this.#fault = null;
    if (fault !== null) throw fault;
    if (typeof packet !== 'string') super.add(packet);
    else if (SAYS_NOTHING.test(packet)) throw new Error('A packet says nothing');
    else if (packet.length > LONGEST_MESSAGE) this.#leaveOut(packet);
    else if (packet.length > AT_ONCE && packet.startsWith(EVENT)) void this.#addInSteps(packet);
    else super.add(packet);
  }

  /** The connection is gone. The library uses its decoder for the next one. */
  override destroy(): void {
    super.destroy();
    this.#waiting = null;
    this.#fault = null;
  }

  async #addInSteps(packet: string): Promise<void> {
    const waiting: unknown[] = [];
    this.#waiting = waiting;
    try {
      const start = packet.indexOf('[');
      const taken = await inSlices(takeApart(packet.slice(start)));
      if (this.#waiting !== waiting) return;
      this.#waiting = null;
      this.#fill = taken.fill;
      super.add(packet.slice(0, start) + taken.rest);
    } catch (error) {
      if (this.#waiting === waiting) this.#waiting = null;
      this.#fault = asError(error);
    }
    this.#fill = null;
    try {
      for (const next of waiting) this.add(next);
    } catch (error) {
      this.#fault = asError(error);
    }
  }

  #leaveOut(packet: string): void {
    // The type of the packet, its namespace and number come before its JSON.
    const start = packet.indexOf('[');
    const subtopic = /"subtopic"\s*:\s*"([^"\\]*)"/i.exec(packet.slice(start, start + HEAD))?.[1] ?? null;
    const said: TooLong = { characters: packet.length, subtopic };
    super.add(packet.slice(0, start) + JSON.stringify([TOO_LONG_EVENT, said]));
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an error', { cause: thrown });
}

/** For the option `parser` of the client library. Source: socket.io/docs/v4/custom-parser. */
export const boundedParser = { Encoder, Decoder: BoundedDecoder };
