/**
 * The core in a process of its own, so that a test can choose its data folder, user and operating system limits. It
 * reports on its IPC channel how the start went, then answers one order after the other.
 */
import { closeSync, openSync, readdirSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import log from 'electron-log/node.js';
import { createCore, type Core } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import type { ChildAnswer, ChildOrder } from './core-process.ts';

const [dataDir = '.'] = process.argv.slice(2);
log.transports.console.level = false;
log.transports.file.resolvePathFn = () => join(dataDir, 'logs', 'afterword.log');

try {
  const core = await createCore({ dataDir, keyProtector: fileKeyProtector, log });
  process.on('message', (order: ChildOrder) => {
    void obey(core, order).then((value) => say({ id: order.id, value }));
  });
  process.on('disconnect', () => process.exit(1));
  say({ id: 0, value: { started: true } });
} catch (error) {
  const { name, message } = error as Error;
  say({ id: 0, value: { started: false, name, message } });
}

async function obey(core: Core, order: ChildOrder): Promise<unknown> {
  switch (order.kind) {
    case 'ask':
      return core.answer(order.name, order.input);
    case 'fillDisk':
      return fillDisk(join(dataDir, 'filler'));
    case 'freeDisk':
      rmSync(join(dataDir, 'filler'));
      return null;
    case 'killHandles':
      return killHandles();
    case 'setZone':
      process.env['TZ'] = order.zone;
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    case 'close':
      await core.close();
      setImmediate(() => process.exit(0));
      return null;
  }
}

/** Writes until not even one more byte fits. */
function fillDisk(path: string): string {
  const file = openSync(path, 'w');
  try {
    for (let size = 65_536; ;) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if (size === 1) return (error as NodeJS.ErrnoException).code ?? '';
        size = size > 512 ? size / 2 : 1;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Linux: a handle that names a file, but can neither read nor write it. */
const O_PATH = 0o10000000;

/** Makes dead what is open of the database and its log, as a network drive does that was away. @returns how many handles that were */
function killHandles(): number {
  const handles = readdirSync('/proc/self/fd').filter((handle) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`).replace(/-wal$/, '').endsWith('/afterword.db');
    } catch {
      return false;
    }
  });
  for (const handle of handles.map(Number)) {
    closeSync(handle);
    // A new one takes the lowest number that is free.
    const others: number[] = [];
    for (let taken = -1; taken !== handle; others.push(taken)) taken = openSync('/', O_PATH);
    others.pop();
    for (const other of others) closeSync(other);
  }
  return handles.length;
}

function say(answer: ChildAnswer): void {
  process.send?.(answer);
}
