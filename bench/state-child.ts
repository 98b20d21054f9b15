/** Changes one of many calls to wrap up, over and over. Reports how long the core takes to tell the screen, and how much it sends. */
import { setTimeout } from 'node:timers/promises';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog as log } from '#main/base/log.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { readOrders, say } from './child.ts';

export interface StateOrders {
  readonly folder: string;
  readonly callId: string;
  readonly changes: number;
}

/** Of one change each: from the request to the event in JSON in milliseconds, and the size of that event in bytes. */
export interface StateReport {
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
  /** Processor time of one change on average, in milliseconds. Unlike `ms`, it hardly depends on the machine's load. */
  readonly cpuMs: number;
}

/** Longer than the core rests between two states, in milliseconds. */
const APART = 60;

const { folder, callId, changes } = readOrders() as StateOrders;
const core = await createCore({ dataDir: folder, keyProtector: fileKeyProtector, log });
const report = { ms: [] as number[], bytes: [] as number[], cpuMs: 0 };
let told: (bytes: number) => void = () => {};
core.events.on(({ name, payload }) => {
  if (name === 'state') told(JSON.stringify(payload).length);
});
await core.answer('getState', undefined);
let before = process.cpuUsage();
// The first rounds compile the code.
for (let round = -10; round < changes; round += 1) {
  if (round === 0) before = process.cpuUsage();
  await setTimeout(APART);
  const bytes = new Promise<number>((resolve) => (told = resolve));
  const began = performance.now();
  await core.answer('saveDraft', { callId, draft: { ...EMPTY_DRAFT, comment: `change ${round}` } });
  const size = await bytes;
  if (round < 0) continue;
  report.ms.push(performance.now() - began);
  report.bytes.push(size);
}
const { user, system } = process.cpuUsage(before);
report.cpuMs = (user + system) / 1_000 / changes;
say(report satisfies StateReport);
await core.close();
