import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

const IS_ROOT = process.getuid?.() === 0;
/** Debian's account `nobody`, which owns nothing and may do nothing. */
const NOBODY = 65_534;
const WITHOUT_NAMESPACES = resolve(import.meta.dirname, 'without-namespaces.sh');

/** A program that runs as this user. */
export interface Started {
  readonly process: ChildProcess;
  /** Resolves with its exit code when it has ended and everything it said is read. */
  readonly ended: Promise<number | null>;
  /** What it has said so far, on both streams. */
  said(): string;
}

/** Someone with a home folder and a display, and no rights on this machine: `nobody` if root runs the tests. */
export interface OrdinaryUser {
  readonly home: string;
  start(program: string, ...words: string[]): Started;
  /** The same where no ordinary user can make a user namespace. Only root can bring that about. */
  startWithoutNamespaces(program: string, ...words: string[]): Started;
  /** Runs a program to its end and returns what it wrote on standard output; throws if it fails. */
  run(program: string, ...words: string[]): string;
  /** Gives them a folder or a file under their home. */
  give(path: string): void;
  remove(): void;
}

export function ordinaryUser(): OrdinaryUser {
  const home = mkdtempSync(join(tmpdir(), 'afterword-user-'));
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const { XAUTHORITY, DISPLAY, PATH } = process.env;
  const LANG = 'en_GB.UTF-8';
  const env: NodeJS.ProcessEnv = { DISPLAY, PATH, LANG, HOME: home, XDG_RUNTIME_DIR: runtime };
  env['USER'] = IS_ROOT ? 'nobody' : userInfo().username;
  if (XAUTHORITY) {
    env['XAUTHORITY'] = join(home, 'Xauthority');
    cpSync(XAUTHORITY, env['XAUTHORITY']);
  }
  const give = (path: string): void => {
    if (!IS_ROOT) return;
    chownSync(path, NOBODY, NOBODY);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
  };
  give(home);
  const place = { env, cwd: home };
  const options = { ...place, ...(IS_ROOT && { uid: NOBODY, gid: NOBODY }) };
  return {
    home,
    start: (program, ...words) => started(program, words, options),
    startWithoutNamespaces: (...command) => started(WITHOUT_NAMESPACES, command, place),
    run: (program, ...words) => execFileSync(program, words, { ...options, encoding: 'utf8', stdio: 'pipe' }),
    give,
    remove() {
      rmSync(home, { recursive: true, maxRetries: 5 });
    },
  };
}

function started(program: string, words: string[], options: SpawnOptions): Started {
  const child = spawn(program, words, { ...options, stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, ended, said: () => said };
}
