import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** The exit codes that every command has. */
const EXIT = { well: 0, badUsage: 2 } as const;

/** A command that runs in place of the app, without its options yet. `name` is its switch. */
export function createCommand(
  name: string,
  around: { readonly out: (text: string) => Promise<void>; readonly err: (text: string) => void },
): Command {
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

/**
 * The whole path of a file or folder that a command line names. An empty name, as of a variable that is not set, would be the
 * working folder, which then may get the modes and files of a data folder.
 */
export function pathNamed(text: string): string {
  if (text === '') throw new InvalidArgumentError('The name is empty.');
  return resolve(text);
}
