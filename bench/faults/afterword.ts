import { openOutbox } from '#bench/outbox-process.ts';
import {
  RECONNECT_BASE,
  RECONNECT_CAP,
  REPLY_TIMEOUT,
  type Contender,
  type ContenderPlace,
} from './contender.ts';

export function startAfterword({ folder, url }: ContenderPlace): Contender {
  const parts = openOutbox(
    folder,
    { url, requestTimeoutMs: REPLY_TIMEOUT, reconnect: { baseMs: RECONNECT_BASE, capMs: RECONNECT_CAP } },
    { policy: { base: 20, cap: 500 }, session: { graceMs: 300 } },
  );
  parts.link();
  return {
    save(wrapUp) {
      parts.outbox.submit(wrapUp);
    },
    pending() {
      const { waiting, sending } = parts.outbox.summary();
      return waiting + sending;
    },
    close: () => parts.close(),
  };
}
