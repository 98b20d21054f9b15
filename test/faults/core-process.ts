import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Core } from '#main/core/core.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { Answer } from '#shared/contract/index.ts';
import { childScript } from '#test/support/child-script.ts';
import { ask } from '#test/support/core-bench.ts';

type Order =
  | { readonly kind: 'ask'; readonly name: unknown; readonly input: unknown }
  | { readonly kind: 'setZone'; readonly zone: string }
  | { readonly kind: 'fillDisk' | 'freeDisk' | 'killHandles' | 'close' };
export type ChildOrder = Order & { readonly id: number };
export interface ChildAnswer {
  readonly id: number;
  readonly value: unknown;
}

/** How the start of a core in another process went. */
export type Start =
  { readonly started: true } | { readonly started: false; readonly name: string; readonly message: string };

/** The core in another process, with the same requests as a core in this process. */
export interface CoreProcess {
  readonly pid: number;
  readonly start: Start;
  readonly answer: Core['answer'];
  state(): Promise<AppState>;
  /** Takes all disk space of its data folder. Returns the error code of the last write. */
  fillDisk(): Promise<string>;
  freeDisk(): Promise<void>;
  /** Makes dead what it has open of its database, as a network drive does that was away. Linux only. */
  killHandles(): Promise<void>;
  /** Sets the time zone of the process. */
  setZone(zone: string): Promise<void>;
  /** Copies the data folder as a kill now would leave it, also from a file system of its own. */
  copyTo(folder: string): void;
  /** Ends it normally. */
  close(): Promise<void>;
  kill(): Promise<void>;
}

export interface CoreProcessOptions {
  /** A command that runs the rest of its line, such as `['unshare', '-m']`. */
  readonly under?: readonly string[];
  /** The user it runs as; only root may choose. */
  readonly uid?: number;
  /** Its `TZ`. */
  readonly zone?: string;
}

/**
 * Starts the core of a data folder in a process of its own.
 *
 * @throws if the process ends before it reports how the start went
 */
export async function startCoreProcess(
  dataDir: string,
  { under = [], uid, zone }: CoreProcessOptions = {},
): Promise<CoreProcess> {
  const script = await childScript(join(import.meta.dirname, 'core-child.ts'));
  const line = [...under, process.execPath, script, dataDir];
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(zone === undefined ? {} : { env: { ...process.env, TZ: zone } }),
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  const answers = new Map<number, (value: unknown) => void>();
  child.on('message', ({ id, value }: ChildAnswer) => {
    answers.get(id)?.(value);
  });
  let last = 0;

  async function answerTo(id: number): Promise<unknown> {
    const answered = new Promise<unknown>((resolve) => {
      answers.set(id, (value) => resolve({ value }));
    });
    const answer = await Promise.race([answered, gone]);
    answers.delete(id);
    if (answer === undefined) throw new Error(`The core's process ended without an answer:\n${complaints}`);
    return (answer as { value: unknown }).value;
  }

  function order(it: Order): Promise<unknown> {
    last += 1;
    const answer = answerTo(last);
    child.send({ ...it, id: last });
    return answer;
  }

  const start = (await answerTo(0)) as Start;
  const core: CoreProcess = {
    pid: child.pid ?? 0,
    start,
    answer: (name, input) => order({ kind: 'ask', name, input }) as Promise<Answer<unknown>>,
    state: () => ask(core, 'getState'),
    fillDisk: () => order({ kind: 'fillDisk' }) as Promise<string>,
    async freeDisk() {
      await order({ kind: 'freeDisk' });
    },
    async killHandles() {
      if ((await order({ kind: 'killHandles' })) === 0)
        throw new Error('It has nothing open of its database');
    },
    async setZone(zone) {
      const set = await order({ kind: 'setZone', zone });
      if (set !== zone) throw new Error(`The process's zone is ${String(set)}, not ${zone}`);
    },
    copyTo: (folder) => cpSync(`/proc/${core.pid}/root${dataDir}`, folder, { recursive: true }),
    async close() {
      await order({ kind: 'close' });
      await gone;
    },
    kill() {
      child.kill('SIGKILL');
      return gone;
    },
  };
  return core;
}
