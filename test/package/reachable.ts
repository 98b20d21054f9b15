import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What of a program somebody else on this machine could connect to. */
export interface Reachable {
  /** Addresses of TCP and UDP, as the kernel writes them. */
  readonly ports: string[];
  /** Paths of sockets; one without a file begins with `@`. */
  readonly sockets: string[];
}

/** Looks through what these processes have open. Source: proc_pid_fd(5), proc_pid_net(5). Needs root for those of others. */
export function reachable(pids: readonly number[]): Reachable {
  const inodes = new Set(pids.flatMap((pid) => socketsOf(pid)));
  const rows = (name: string): string[][] =>
    readFileSync(`/proc/net/${name}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
  const ports = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((name) =>
    rows(name)
      .filter(([, , , state, , , , , , inode = '']) => inodes.has(inode) && isOpen(name, state))
      .map(([, address]) => `${name} ${address ?? ''}`),
  );
  const sockets = rows('unix')
    .filter(
      ([, , , flags = '', , , inode = '']) => inodes.has(inode) && (parseInt(flags, 16) & ACCEPTS) !== 0,
    )
    .map(([, , , , , , , path = '']) => path);
  return { ports, sockets };
}

/** `__SO_ACCEPTCON`. */
const ACCEPTS = 0x10000;

/** A TCP socket that listens, or a UDP socket that is not connected to anybody. */
const isOpen = (name: string, state: string | undefined): boolean =>
  name.startsWith('tcp') ? state === '0A' : state === '07';

function socketsOf(pid: number): string[] {
  const folder = `/proc/${String(pid)}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}
