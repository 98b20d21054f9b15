import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { MovingOrders, MovingReport } from './orders.ts';

/** A process that settles the data folder. */
interface MovingRun {
  readonly child: ChildProcess & { readonly stdin: Writable };
  /** What it has said so far. */
  readonly reports: readonly MovingReport[];
  /** Resolves once it has opened the data. */
  readonly opened: Promise<void>;
  /** Resolves once it has ended: how, and what it complained of. */
  readonly ended: Promise<{ readonly end: string; readonly complaints: string }>;
}

export const MOVING_CHILD = join(import.meta.dirname, 'moving-child.ts');

export function runMoving(orders: MovingOrders, compileCache = ''): MovingRun {
  const child = spawn(process.execPath, [MOVING_CHILD, JSON.stringify(orders)], {
    env: { ...process.env, ...(compileCache === '' ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const reports: MovingReport[] = [];
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const opened = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const report = JSON.parse(line) as MovingReport;
      reports.push(report);
      if ('opened' in report) resolve();
    });
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ end: String(signal ?? code), complaints }));
  return { child, reports, opened, ended };
}
