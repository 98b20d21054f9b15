import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of /proc, in milliseconds: USER_HZ is 100 on every Linux that Electron runs on. */
const TICK_MS = 10;

export interface Usage {
  /** Processor time, in milliseconds. */
  readonly cpu: number;
  /** Resident megabytes. A page shared by several of the processes is counted once (PSS). */
  readonly memory: number;
  readonly processes: number;
}

/** What a process and all its descendants have used. Linux only. @throws Error if the process has ended */
export function usageOf(root: number): Usage {
  const stats = new Map(
    readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : [])),
  );
  const tree = new Set([root]);
  // Iterating a set includes what is added meanwhile.
  for (const parent of tree) {
    for (const [pid, stat] of stats) if (stat.parent === parent) tree.add(pid);
  }
  let cpu = 0;
  let memory = 0;
  for (const pid of tree) {
    cpu += stats.get(pid)?.cpu ?? 0;
    memory += memoryOf(pid);
  }
  return { cpu, memory, processes: tree.size };
}

function statOf(pid: number): [number, { parent: number; cpu: number }][] {
  try {
    // The name, in brackets, may contain anything. After it: state, parent, …, utime (12th), stime. Source:
    // proc_pid_stat(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const cpu = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    return [[pid, { parent: Number(fields[1]), cpu }]];
  } catch {
    return [];
  }
}

function memoryOf(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
