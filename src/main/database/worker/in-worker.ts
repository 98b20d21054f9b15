import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Job, JobKind, Jobs } from './jobs.ts';

/** In the bundle, this module is in a file of `out/main` or of `out/main/chunks`. The thread's is in `out/main`. */
const ENTRY = import.meta.url.endsWith('.ts')
  ? './worker.ts'
  : /\/chunks\/[^/]*$/.test(import.meta.url)
    ? '../database-worker.js'
    : './database-worker.js';

/**
 * Does a job in a thread of its own.
 *
 * @throws if the thread cannot be started, or the job fails
 */
export async function inWorker<K extends JobKind>(
  job: Extract<Job, { kind: K }>,
): Promise<Jobs[K]['answers']> {
  // It prints nothing. To connect its output takes longer than all else that this thread does for it.
  const worker = new Worker(new URL(ENTRY, import.meta.url), { workerData: job, stdout: true, stderr: true });
  const ended = once(worker, 'exit').then(() => {
    throw new Error('The thread ended without an answer');
  });
  // `once` rejects with the thread's error.
  const [answer] = (await Promise.race([once(worker, 'message'), ended])) as [Jobs[K]['answers']];
  return answer;
}
