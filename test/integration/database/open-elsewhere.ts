import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export type Opening =
  | { readonly opened: true; readonly notices: { code: string }[] }
  | { readonly opened: false; readonly name: string; readonly message: string };

export interface OtherProcess {
  /** What the other process reported about opening. */
  readonly opening: Promise<Opening>;
  /** Kills it, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Opens the database at `path` in another process, as user `uid` if given. */
export function openElsewhere(
  path: string,
  runtime: 'node' | 'packaged' = 'node',
  uid?: number,
): OtherProcess {
  const script = join(import.meta.dirname, 'opening-child.ts');
  const child = spawn(process.execPath, [script, path, runtime], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  return {
    opening: firstLine(child).then((line) => JSON.parse(line) as Opening),
    kill() {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('\n')) resolve(text);
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error('It ended without a word')));
  });
}
