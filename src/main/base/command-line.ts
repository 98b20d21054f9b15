import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** How a command exits. */
export const EXIT = { well: 0, failed: 1, badUsage: 2 } as const;

/** Where a command prints. */
export interface Terminal {
  /** Resolves when the text has left the process. */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
}

/** A command that runs in place of the app, without its options yet. `name` is its switch. */
export function createCommand(name: string, around: Terminal): Command {
  return new Command(`afterword ${name}`)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void around.out(text), writeErr: around.err });
}

/** Reads the words behind the switch. @returns the exit code if that is already the end, as after a question for help or a wrong word */
export function readWords(command: Command, words: readonly string[]): number | null {
  try {
    command.parse(words, { from: 'user' });
    return null;
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? EXIT.well : EXIT.badUsage;
  }
}

/** Lines without what a terminal obeys, which words of LCM may hold. */
export const printable = (lines: readonly string[]): string =>
  lines.map((line) => line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')).join('\n');

/**
 * The whole path of a file or folder that a command line names. An empty name, as of a variable that is not set, would be the
 * working folder, which then may get the modes and files of a data folder.
 */
export function pathNamed(text: string): string {
  if (text === '') throw new InvalidArgumentError('The name is empty.');
  return resolve(text);
}
