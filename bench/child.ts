import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A process of the bench. It gets its orders as JSON and reports in JSON, one line each. */
export interface Child<Report> {
  /** All its reports so far, oldest first. */
  readonly reports: readonly Report[];
  /** Resolves with the first report that fits, past or future. @throws if it ends before */
  report<Fitting extends Report>(fits: (report: Report) => report is Fitting): Promise<Fitting>;
  report(fits: (report: Report) => boolean): Promise<Report>;
  /** Writes a line of JSON to its stdin. */
  tell(command: unknown): void;
  /** Closes its stdin, which tells it to finish. */
  finish(): void;
  /** Kills it by SIGKILL. Resolves once it is gone and all its reports have been read. */
  kill(): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Compiled code is kept between the starts of a bench, as Electron does for the app. */
let compileCache = '';
export function keepCompiledCodeIn(folder: string): void {
  compileCache = folder;
}

/** @param script a file of this folder */
export function startChild<Report>(script: string, orders: unknown): Child<Report> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), JSON.stringify(orders)], {
    env: { ...process.env, ...(compileCache === '' ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Killing a child breaks its end of the pipe.
  child.stdin.on('error', () => {});
  const reports: Report[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reports.push(JSON.parse(line) as Report);
    for (const listener of [...listeners]) listener();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    // `close`, not `exit`: by then the pipe has been read to its end.
    child.on('close', (code, signal) => resolve(signal ?? code ?? -1));
  });

  return {
    reports,
    ended,
    report(fits: (report: Report) => boolean) {
      return new Promise<never>((resolve, reject) => {
        const look = (): void => {
          const found = reports.find(fits);
          if (found === undefined) return;
          listeners.delete(look);
          resolve(found as never);
        };
        listeners.add(look);
        look();
        void ended.then((end) => {
          listeners.delete(look);
          reject(new Error(`${script} ended with ${end} before it reported what was waited for`));
        });
      });
    },
    tell(command) {
      child.stdin.write(`${JSON.stringify(command)}\n`);
    },
    finish() {
      child.stdin.end();
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs a child that reports once and ends by itself. @throws if it fails */
export async function runChild<Report>(script: string, orders: unknown): Promise<Report> {
  const child = startChild<Report>(script, orders);
  const end = await child.ended;
  const [report] = child.reports;
  if (end !== 0 || report === undefined) throw new Error(`${script} ended with ${end}`);
  return report;
}

/** The child's orders. Parent and child have the same version, so the orders need no check. */
export function readOrders(): unknown {
  return JSON.parse(process.argv[2] ?? '');
}

/** Reports from within a child. */
export function say(report: unknown): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
