import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childScript } from '#test/support/child-script.ts';
import type { ChildOrders, ChildReport } from './child-protocol.ts';

export interface ChildRun {
  readonly reports: ChildReport[];
  /** Whether the child was submitting when it was killed. */
  readonly killedAtWork: boolean;
}

/** When to kill: `ms` milliseconds after the child first tried to submit, or after its start. */
export type Kill = { readonly after: 'firstTry' | 'start'; readonly ms: number };

/**
 * Runs the child until it is killed or ends, and returns all its reports.
 *
 * @param kill null lets it end by itself
 * @throws if the child ends in another way than expected
 */
export async function runChild(orders: ChildOrders, kill: Kill | null): Promise<ChildRun> {
  const script = await childScript(join(import.meta.dirname, 'submitting-child.ts'));
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaints = '';
  const ended = new Promise<NodeJS.Signals | number>((resolve, reject) => {
    child.on('error', reject);
    // `close`, not `exit`: by then the pipe has been read to its end.
    child.on('close', (code, signal) => resolve(signal ?? code ?? -1));
  });
  const firstTry = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });

  if (kill !== null) {
    if (kill.after === 'firstTry') await Promise.race([firstTry, ended]);
    await Promise.race([pause(kill.ms), ended]);
    child.kill('SIGKILL');
  }
  const end = await ended;
  if (end !== (kill === null ? 0 : 'SIGKILL')) throw new Error(`The child ended with ${end}:\n${complaints}`);
  const reports = readReports(output);
  return { reports, killedAtWork: kill !== null && reports.length > 0 };
}

function readReports(output: string): ChildReport[] {
  const whole = output.slice(0, output.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ChildReport);
}
