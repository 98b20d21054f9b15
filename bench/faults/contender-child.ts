/**
 * The process that is killed. It hands one wrap-up after another to one contender until its stdin is closed. Then it
 * waits until all are delivered, and ends.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { seeded, wrapUpOf } from '#test/support/wrap-ups.ts';
import { readOrders, say } from '#bench/child.ts';
import { startAfterword } from './afterword.ts';
import type {
  Contender,
  ContenderName,
  ContenderOrders,
  ContenderPlace,
  ContenderReport,
} from './contender.ts';
import { startSocketIoRetries } from './socket-io-retries.ts';
import { startTakeOutPutBack } from './take-out-put-back.ts';

const STARTS: Readonly<Record<ContenderName, (place: ContenderPlace) => Contender>> = {
  afterword: startAfterword,
  'socket.io retries': startSocketIoRetries,
  'take out, put back': startTakeOutPutBack,
};

const orders = readOrders() as ContenderOrders;
const random = seeded(orders.seed);
const contender = STARTS[orders.contender](orders);
let submitting = true;
process.stdin.on('end', () => {
  submitting = false;
});
process.stdin.resume();

for (let n = orders.from; submitting; n += 1) {
  // Calls are wrapped up more than once: the next number's call is often one of the last few.
  const back = random() < 0.4 ? Math.floor(random() * 5) : 0;
  const callId = `call-${Math.max(0, n - back)}`;
  report({ kind: 'trying', n, callId });
  contender.save(wrapUpOf(n, callId));
  report({ kind: 'saved', n, callId });
  await pause(10 + random() * 30);
}
while (contender.pending() > 0) {
  report({ kind: 'pending', count: contender.pending() });
  await pause(100);
}
report({ kind: 'pending', count: 0 });
await contender.close();

function report(one: ContenderReport): void {
  say(one);
}
