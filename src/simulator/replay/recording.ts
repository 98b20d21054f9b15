import { messageOf } from '../message-of.ts';
import { isRecord } from '../wire/envelope.ts';

/** One message of a recorded bus. */
export interface RecordedMessage {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly message: unknown;
}

/**
 * Reads a recording of the bus: JSON Lines of `{"at": <ms>, "message": <the message>}`. Empty lines are skipped.
 *
 * @throws Error with the number of the line that cannot be read, and why
 */
export function readRecording(text: string): RecordedMessage[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [readLine(line)];
    } catch (error) {
      throw new Error(`Line ${index + 1}: ${messageOf(error)}`);
    }
  });
}

function readLine(line: string): RecordedMessage {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    throw new Error('it is not JSON');
  }
  if (!isRecord(entry)) throw new Error('it is no object');
  const { at } = entry;
  if (typeof at !== 'number' || !(at >= 0)) throw new Error('"at" must be milliseconds, 0 or more');
  if (!Object.hasOwn(entry, 'message')) throw new Error('"message" is missing');
  return { at, message: entry['message'] };
}
