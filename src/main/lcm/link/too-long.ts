/** The code of the error with which a link ends at a message that is far too long; that of the library `ws`. */
export const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** In place of a message that was too long comes an event with this name and a `TooLong`. */
export const TOO_LONG_EVENT = 'afterword:too-long';

/** A message that was left out. */
export interface TooLong {
  readonly characters: number;
  /** The envelope's subtopic, if it is among the first characters; null if not. */
  readonly subtopic: string | null;
}
