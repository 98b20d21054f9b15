import { errorCode } from '#main/base/error-words.ts';
import type { DoctorSurroundings } from '#main/doctor/command.ts';

/** What a command may use. The doctor needs most. */
export type CommandSurroundings = DoctorSurroundings;

/** What the program does in place of starting. */
export interface CommandRow {
  /**
   * Whether it changes what the data folder holds, with the folder's key, which on Windows lies beside what Chromium keeps there.
   * Then only the folder's own user may run it: files of an administrator would be closed to that user.
   */
  readonly usesKey?: true;
  /**
   * Never rejects.
   *
   * @param words the command line behind the switch
   * @returns the exit code
   */
  readonly run: (words: readonly string[], around: CommandSurroundings) => Promise<number>;
}

/** By the switch that asks for it. Each is loaded only then. Of several on one line, the first here counts. */
const COMMANDS = {
  '--doctor': {
    run: async (words, around) => (await import('#main/doctor/command.ts')).runDoctor(words, around),
  },
  '--print-settings': {
    run: async (words, around) => (await import('#main/settings-commands/command.ts')).print(words, around),
  },
  '--check-settings': {
    run: async (words, around) => (await import('#main/settings-commands/command.ts')).check(words, around),
  },
  '--diagnostics': {
    run: async (words, around) =>
      (await import('#main/diagnostics/command.ts')).saveDiagnostics(words, around),
  },
  '--update-ready': {
    run: async (words, around) =>
      (await import('#main/updates/update-ready.ts')).answerUpdateReady(words, around),
  },
  '--erase-contact': {
    usesKey: true,
    run: async (words, around) => (await import('#main/erasure/command.ts')).eraseContact(words, around),
  },
  '--version': {
    run: async (_words, { out }) => await say(out, (await import('./help.ts')).VERSION_LINE),
  },
  '--help': {
    run: async (_words, { out }) => await say(out, (await import('./help.ts')).HELP),
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

async function say(out: CommandSurroundings['out'], text: string): Promise<number> {
  await out(text);
  return 0;
}

/** The command that a command line asks for, and the words behind its switch; null if it asks for none. */
export function commandOf(
  line: readonly string[],
): { readonly command: CommandRow; readonly words: readonly string[] } | null {
  for (const [name, command] of Object.entries(COMMANDS)) {
    const at = line.indexOf(name);
    if (at >= 0) return { command, words: line.slice(at + 1) };
  }
  return null;
}

/** The terminal, and Ctrl+C to end. */
export function terminal(): Pick<CommandSurroundings, 'out' | 'err' | 'signal'> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  // Whoever reads may have enough, as `head` has. A full disk is another matter.
  process.stdout.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') return;
    process.stderr.write(`error: the output cannot be written (${errorCode(error) ?? '?'})\n`);
    process.exit(1);
  });
  process.stderr.on('error', () => {});
  return {
    // A pipe may take its time, and the host exits at once.
    out: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    err: (text) => process.stderr.write(text),
    signal: stop.signal,
  };
}
