import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '#test/support/memory.ts';
import { readTrace, strace, type DiskEvent } from './trace.ts';
import type { WorkOrders } from './work.ts';

export const hasStrace = spawnSync('strace', ['-V']).status === 0;

/**
 * Runs the app in `folder` once for each order, and returns what it did to the files.
 *
 * @throws if a run did not end as its order says
 */
export function record(folder: string, orders: readonly Omit<WorkOrders, 'folder'>[]): DiskEvent[] {
  const traces = mkdtempSync(join(memory, 'afterword-trace-'));
  try {
    const events: DiskEvent[] = [];
    for (const [index, order] of orders.entries()) {
      const trace = join(traces, `${index}`);
      const [program = '', ...words] = strace(trace);
      const script = join(import.meta.dirname, 'working-child.ts');
      const line = [...words, process.execPath, script, JSON.stringify({ folder, ...order })];
      const { signal, status, stderr } = spawnSync(program, line, { encoding: 'utf8' });
      if (order.end === 'close' ? status !== 0 : signal !== 'SIGKILL')
        throw new Error(`The app ended with ${signal ?? status ?? 'nothing'}:\n${stderr}`);
      const base = events.length;
      for (const event of readTrace(readFileSync(trace, 'latin1'), folder))
        events.push(event.kind === 'sync' ? { ...event, begun: event.begun + base } : event);
    }
    return events;
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
}
