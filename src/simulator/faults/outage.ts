import type { Bus } from '../bus/bus.ts';
import type { Listener } from '../bus/listener.ts';

/** Makes LCM unreachable for a while. */
export interface Outage {
  /** Ends every connection and accepts none for `ms`: `deny` refuses handshakes, `close` stops listening. */
  begin(ms: number, how: 'deny' | 'close'): void;
  /** Cancels the planned return: the simulator is being closed. */
  stop(): void;
}

/** How long to wait before the next try if another program took the port in the meantime. */
const RETRY_MS = 200;

export function createOutage(listener: Listener, bus: Bus): Outage {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function schedule(ms: number, run: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  }

  function comeBack(): void {
    listener.open().catch(() => {
      if (!stopped) schedule(RETRY_MS, comeBack);
    });
  }

  return {
    begin(ms, how) {
      if (how === 'deny') {
        bus.deny(true);
        bus.cutAll();
        schedule(ms, () => bus.deny(false));
      } else {
        bus.deny(false);
        void listener.shut();
        schedule(ms, comeBack);
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
