import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCalls, type Calls } from '#main/calls/call-store.ts';
import { createCipher, type Cipher } from '#main/database/cipher.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { loadSqlite, type SqliteRuntime } from '#main/database/sqlite-runtime.ts';
import { silentLog } from '#main/base/log.ts';
import { encodeFieldEdit } from '#shared/lcm/encode.ts';
import { createOutbox, type NewSubmission, type Outbox } from '#main/outbox/outbox.ts';
import { thisMachine } from '#main/outbox/this-machine.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createHandSend, type HandSend } from './hand-send.ts';
import { everybody, OUTBOX_OPTIONS } from './outbox-options.ts';
import { memory } from '#test/support/memory.ts';

/** A real outbox on a real SQLite file. The test controls time and delivery. */
export interface Workbench {
  readonly clock: FakeClock;
  readonly folder: string;
  readonly path: string;
  database: Database;
  cipher: Cipher;
  calls: Calls;
  outbox: Outbox;
  sender: HandSend;
  /** The marks of the machine that the next run is on; none at first. */
  marks: readonly string[];
  key(): Buffer;
  /** Ends this run as if it were killed, and starts the next on the same file, maybe with other keys. */
  restart(key?: Buffer, older?: readonly Buffer[]): Promise<void>;
  remove(): Promise<void>;
}

/**
 * @param options.soon when the delivery of a submission begins; by default at once
 * @param options.copyOf begins with a copy of that one's folder as it is now, on the machine with these marks
 */
export function createWorkbench(
  options: {
    sqlite?: SqliteRuntime;
    random?: () => number;
    soon?: (run: () => void) => void;
    marks?: readonly string[];
    copyOf?: Pick<Workbench, 'folder' | 'key'>;
  } = {},
): Workbench {
  const { sqlite = loadSqlite(), random = () => 0.5 } = options;
  const soon = options.soon ?? ((run) => run());
  const folder = mkdtempSync(join(memory, 'afterword-'));
  const path = join(folder, 'afterword.db');
  const clock = createFakeClock();
  let key: Buffer = options.copyOf?.key() ?? randomBytes(32);
  let older: readonly Buffer[] = [];
  if (options.copyOf !== undefined) cpSync(options.copyOf.folder, folder, { recursive: true });

  function start(
    marks: readonly string[] = [],
  ): Pick<Workbench, 'database' | 'cipher' | 'calls' | 'outbox' | 'sender'> {
    const { database } = openDatabase({ path, log: silentLog, clock, sqlite });
    const cipher = createCipher({ current: key, older });
    const calls = createCalls({ database, cipher, clock, log: silentLog, viewer: everybody });
    const sender = createHandSend();
    const outbox = createOutbox({
      ...OUTBOX_OPTIONS,
      database,
      cipher,
      clock,
      random,
      soon,
      log: silentLog,
      send: sender.send,
      policy: { base: 1_000, cap: 60_000 },
      machine: thisMachine(marks),
    });
    return { database, cipher, calls, outbox, sender };
  }

  const bench: Workbench = {
    clock,
    folder,
    path,
    marks: options.marks ?? [],
    key: () => key,
    ...start(options.marks),
    async restart(newKey = key, olderKeys = []) {
      await bench.outbox.close();
      bench.database.close();
      [key, older] = [newKey, olderKeys];
      Object.assign(bench, start(bench.marks));
    },
    async remove() {
      await bench.outbox.close();
      bench.database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

type WrapUpSubmission = NewSubmission & { readonly draft: Draft };

/** A wrap-up of the call, distinguished by `value` in its payload. */
export function wrapUp(
  callId: string,
  value = 'first',
  more: Partial<WrapUpSubmission> = {},
): WrapUpSubmission {
  return {
    callId,
    lcmKey: '5|3|1|0|0|44|1',
    agent: 'agent-1',
    call: 'SetCallOutcomeWithComments',
    data: { callid: callId, AgentComments: value },
    summary: `Summary ${value}`,
    comment: value,
    draft: { ...EMPTY_DRAFT, comment: value },
    callbackAt: null,
    callbackUntil: null,
    callbackZone: null,
    zone: 'Europe/Madrid',
    ...more,
  };
}

/** A correction of the contact of the call: the new value of each field. */
export function fieldEdit(
  callId: string,
  values: Readonly<Record<string, string>>,
  more: Partial<NewSubmission> = {},
): NewSubmission {
  const fields = Object.entries(values).map(([name, value]) => ({
    name,
    value,
    dataType: 'String',
    format: '',
  }));
  const { lcmKey, agent } = wrapUp(callId);
  return {
    ...wrapUp(callId),
    call: 'SetContactBusinessFields',
    data: encodeFieldEdit({ callId, lcmKey, agentId: agent, fields }),
    summary: Object.keys(values).join(', '),
    comment: '',
    draft: null,
    ...more,
  };
}
