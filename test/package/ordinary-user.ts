import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

const IS_ROOT = process.getuid?.() === 0;

/** An account of this machine; its group has the same number. */
interface Account {
  readonly name: string;
  readonly id: number;
}

/** Debian's account that owns nothing and may do nothing. */
const NOBODY: Account = { name: 'nobody', id: 65_534 };
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
  return userOf(NOBODY, mkdtempSync(join(tmpdir(), 'afterword-user-')));
}

/**
 * A user of this machine with an account of their own, as long as the test lasts. Only root can make one. Others may enter
 * the home folder: what is in it protects itself.
 *
 * @param enter the start of a command line by which root enters the view of the machine that this user has
 */
export function throwAwayUser(name: string, enter: readonly string[]): OrdinaryUser {
  const home = mkdtempSync(join(tmpdir(), 'afterword-user-'));
  chmodSync(home, 0o755);
  execFileSync('useradd', [
    '--user-group',
    '--no-create-home',
    '--home-dir',
    home,
    '--shell',
    '/bin/sh',
    name,
  ]);
  const id = Number(execFileSync('id', ['--user', name], { encoding: 'utf8' }));
  const user = userOf({ name, id }, home, enter);
  return {
    ...user,
    remove() {
      user.remove();
      // Also while a process of theirs is just ending.
      execFileSync('userdel', ['--force', name], { stdio: 'pipe' });
    },
  };
}

function userOf({ name, id }: Account, home: string, enter: readonly string[] = []): OrdinaryUser {
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const { XAUTHORITY, DISPLAY, PATH } = process.env;
  const LANG = 'en_GB.UTF-8';
  const env: NodeJS.ProcessEnv = { DISPLAY, PATH, LANG, HOME: home, XDG_RUNTIME_DIR: runtime };
  env['USER'] = IS_ROOT ? name : userInfo().username;
  if (XAUTHORITY) {
    env['XAUTHORITY'] = join(home, 'Xauthority');
    cpSync(XAUTHORITY, env['XAUTHORITY']);
  }
  const give = (path: string): void => {
    if (!IS_ROOT) return;
    chownSync(path, id, id);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
  };
  give(home);
  const place = { env, cwd: home };
  // Each of them becomes the next, so the process is that of the program.
  const become = ['setpriv', `--reuid=${name}`, `--regid=${String(id)}`, '--clear-groups', '--'];
  const options = { ...place, ...(IS_ROOT && enter.length === 0 && { uid: id, gid: id }) };
  const line = (words: readonly string[]): [string, string[]] => {
    const [program = '', ...rest] = enter.length === 0 ? words : [...enter, ...become, ...words];
    return [program, rest];
  };
  return {
    home,
    start: (...words) => started(...line(words), options),
    startWithoutNamespaces: (...command) => started(WITHOUT_NAMESPACES, command, place),
    run: (...words) => execFileSync(...line(words), { ...options, encoding: 'utf8', stdio: 'pipe' }),
    give,
    remove: () => rmSync(home, { recursive: true, maxRetries: 5 }),
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
