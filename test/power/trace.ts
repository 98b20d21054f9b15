import { join } from 'node:path';

/**
 * What a process does to the files of a folder, and when it forces them to disk. strace sees it below Node and below
 * SQLite, so nothing is missed.
 */

/** One change to a file or a folder, or one output on stdout. Paths are absolute. */
export type DiskEvent =
  | { readonly kind: 'open'; readonly path: string; readonly truncates: boolean }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  /** Forces to disk what had been done to this file or folder before event number `begun`. */
  | { readonly kind: 'sync'; readonly path: string; readonly begun: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'unlink' | 'mkdir'; readonly path: string }
  | { readonly kind: 'say'; readonly text: string };

const CALLS =
  'open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,truncate,ftruncate,fallocate,fsync,fdatasync,' +
  'rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,symlink,rmdir';

/** The command that runs the rest of its line under strace and writes the trace to `output`. */
export const strace = (output: string): string[] => [
  ...['strace', '-f', '--seccomp-bpf', '-y', '-xx', '-s', '1000000'],
  ...['-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', output],
  // Else the process would write down what it compiled, too.
  ...['-E', 'NODE_DISABLE_COMPILE_CACHE=1'],
];

/**
 * @param text the output of `strace` above
 * @param folder events outside of it are left out
 * @throws if a call changes a file of the folder in a way that is not known here
 */
export function readTrace(text: string, folder: string): DiskEvent[] {
  const events: DiskEvent[] = [];
  const begun = new Map<string, { readonly text: string; readonly at: number }>();
  const offsets = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, { text: rest.slice(0, -'<unfinished ...>'.length), at: events.length });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const start = begun.get(thread);
    const call = resumed === null ? rest : `${start?.text ?? ''}${resumed[1] ?? ''}`;
    const event = readCall(call, resumed === null ? events.length : (start?.at ?? events.length), offsets);
    if (event !== null && (event.kind === 'say' || event.path.startsWith(folder))) events.push(event);
  }
  return events;
}

const TEXT = /"([^"]*)"/g;

function readCall(call: string, begun: number, offsets: Map<string, number>): DiskEvent | null {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\) += (-?\d+)/.exec(call) ?? [];
  if (name === '' || result.startsWith('-')) return null;
  const file = /^(\d+)<([^>]*)>/.exec(args);
  const fd = file?.[1] ?? '';
  const path = bytesOf(file?.[2]).toString();
  const texts = [...args.matchAll(TEXT)].map(([, hex]) => bytesOf(hex));
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = texts;
  const last = Number(/(-?\d+) *$/.exec(args)?.[1] ?? NaN);
  switch (name) {
    case 'open':
    case 'openat':
      offsets.set(result, 0);
      if (!/O_CREAT|O_TRUNC/.test(args)) return null;
      return { kind: 'open', path: first.toString(), truncates: args.includes('O_TRUNC') };
    case 'write': {
      if (fd === '1') return { kind: 'say', text: first.toString() };
      const at = offsets.get(fd) ?? 0;
      offsets.set(fd, at + Number(result));
      return { kind: 'write', path, at, bytes: first.subarray(0, Number(result)) };
    }
    case 'pwrite64':
      return { kind: 'write', path, at: last, bytes: first.subarray(0, Number(result)) };
    case 'ftruncate':
      return { kind: 'truncate', path, size: last };
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', path, begun };
    case 'rename':
      return { kind: 'rename', path: first.toString(), to: second.toString() };
    case 'unlink':
      return { kind: 'unlink', path: first.toString() };
    case 'unlinkat':
      // The name is below a folder that is open.
      return { kind: 'unlink', path: join(path, first.toString()) };
    case 'rmdir':
      return { kind: 'unlink', path: first.toString() };
    case 'mkdir':
      return { kind: 'mkdir', path: first.toString() };
    default:
      throw new Error(`strace told of ${name}, which is not known here: ${args.slice(0, 200)}`);
  }
}

function bytesOf(hex = ''): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}
