import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { ContenderName } from './faults/contender.ts';
import { playScript } from './faults/script.ts';

const CONTENDERS: readonly { name: string; contender: ContenderName; gateway: boolean }[] = [
  { name: 'Afterword', contender: 'afterword', gateway: false },
  { name: 'take out, send, put back (Workbox)', contender: 'take out, put back', gateway: false },
  { name: 'socket.io retries, LCM made to acknowledge', contender: 'socket.io retries', gateway: true },
  { name: 'socket.io retries, LCM as it is', contender: 'socket.io retries', gateway: false },
];

const SEED = 20_261_120;

/** Plays the same faults to each way of delivering, and counts what is lost, doubled, out of order and stuck. */
export const faultBench: Bench = async ({ folder, quick, figures, progress }) => {
  const play = quick ? { kills: 1, patience: 10_000 } : { kills: 20, patience: 15_000 };
  for (const [index, contender] of CONTENDERS.entries()) {
    progress(contender.name);
    const own = join(folder, String(index));
    figures.faults.push(await playScript({ ...contender, ...play, folder: own, seed: SEED }));
  }
};
