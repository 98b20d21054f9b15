import { busyOf } from './busy-file.ts';

/** The words on the terminal, for a person who tries it. */
const WORDS: Readonly<Record<string, string>> = {
  call: 'No: somebody is in a call.',
  afterCallWork: 'No: a call is to be wrapped up.',
  draft: 'No: somebody has begun to write.',
  sending: 'No: a wrap-up is on its way. Ask again in some seconds.',
};

/**
 * `--update-ready`: answers the site's own tooling whether Afterword can be ended and replaced now. What waits in the outbox
 * is on disk and needs no waiting.
 *
 * @returns the exit code: 0 if it can, or does not run; 1 if not now
 */
export async function answerUpdateReady({
  dataDir,
  out,
}: {
  readonly dataDir: string;
  readonly out: (text: string) => Promise<void>;
}): Promise<0 | 1> {
  const why = busyOf(dataDir);
  await out(`${why === null ? 'Yes: Afterword can be updated now.' : (WORDS[why] ?? 'No.')}\n`);
  return why === null ? 0 : 1;
}
