import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of the machine, as `/proc` tells it. */
export interface MachineProcess {
  readonly pid: number;
  /** Chromium's kind of process, such as `renderer`; '' for the app's own. */
  readonly type: string;
  /** Its number in each process namespace around it, the machine's first. */
  readonly namespaces: number;
  /** Whether a filter says which system calls it may make. */
  readonly filtered: boolean;
}

/** The processes that run this executable. */
export function processesOf(executable: string): MachineProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (readlinkSync(`/proc/${name}/exe`) !== executable) return [];
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split(/[\0 ]/);
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        const type = words.find((word) => word.startsWith('--type='))?.slice('--type='.length) ?? '';
        const namespaces = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/).length ?? 0;
        return [{ pid: Number(name), type, namespaces, filtered: /^Seccomp:\s*2$/m.test(status) }];
      } catch {
        // It has ended meanwhile, or is somebody else's.
        return [];
      }
    });
}
