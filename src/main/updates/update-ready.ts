import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import { createCommand, pathNamed, readWords, type Terminal } from '#main/base/command-line.ts';
import { errorCode } from '#main/base/error-words.ts';
import { busyOf } from './busy-file.ts';

/** How this command exits. */
const EXIT = { ready: 0, notNow: 1, cannotTell: 2 } as const;

/** The words on the terminal, for a person who tries it. */
const WORDS: Readonly<Record<string, string>> = {
  call: 'No: somebody is in a call.',
  afterCallWork: 'No: a call is to be wrapped up.',
  draft: 'No: somebody has begun to write.',
  sending: 'No: a wrap-up is on its way. Ask again in some seconds.',
};

interface Around extends Terminal {
  readonly dataDir: string;
}

/**
 * `--update-ready`: answers the site's own tooling whether Afterword can be ended and replaced now. What waits in the outbox
 * is on disk and needs no waiting. The machine's own account is no agent, so it has to say whose folders are meant.
 */
export async function answerUpdateReady(words: readonly string[], around: Around): Promise<number> {
  const { dataDir, out, err } = around;
  const given = readFolders(words, around);
  if (typeof given === 'number') return given;
  if (given === null && isMachineAccount()) {
    err(
      'error: this user is no agent, so its own folder says nothing. Name those of the agents: --data-dir /home/*/.config/afterword\n',
    );
    return EXIT.cannotTell;
  }
  const folders = (given ?? [dataDir]).map((folder) => ({ folder, access: accessTo(folder) }));
  const closed = folders.find(({ access }) => access !== null && access !== 'ENOENT');
  const anyThere = given === null || folders.some(({ access }) => access === null);
  if (closed !== undefined || !anyThere) {
    const [first] = folders;
    const { folder = '', access = null } = closed ?? first ?? {};
    err(`error: ${folder} cannot be looked into (${access ?? '?'})\n`);
    return EXIT.cannotTell;
  }
  const why = folders.map(({ folder }) => busyOf(folder)).find((each) => each !== null) ?? null;
  await out(`${why === null ? 'Yes: Afterword can be updated now.' : (WORDS[why] ?? 'No.')}\n`);
  return why === null ? EXIT.ready : EXIT.notNow;
}

/** @returns null if none is given; the exit code if the command line ends it */
function readFolders(words: readonly string[], around: Around): string[] | number | null {
  const command = createCommand('--update-ready', around)
    .description(
      'Says whether Afterword can be ended and replaced now. Exits with 0 if it can or does not run, 1 if not now, 2 if that cannot be told or the command line is wrong.',
    )
    .option(
      '--data-dir <folder...>',
      'data folders of the agents, in place of that of this user',
      (text: string, others: readonly string[] | undefined) => [...(others ?? []), pathNamed(text)],
    );
  const code = readWords(command, words);
  if (code !== null) return code;
  return command.opts<{ dataDir?: string[] }>().dataDir ?? null;
}

/** Root, or Windows' own account, as which tools of the site run. */
function isMachineAccount(): boolean {
  return process.getuid === undefined ? userInfo().username === 'SYSTEM' : process.getuid() === 0;
}

/** Why a folder cannot be looked into; null if it can. */
function accessTo(folder: string): string | null {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return null;
  } catch (error) {
    return errorCode(error) ?? '?';
  }
}
