import type { Bus } from '../bus/bus.ts';
import type { Listener } from '../bus/listener.ts';

export interface Outage {
  /** Ends every connection and takes none for `ms`: by denying the handshake, or by not listening at all. */
  begin(ms: number, how: 'deny' | 'close'): void;
  /** For good: what was to come back stays away. */
  stop(): void;
}

/** How soon to try again where the port was taken by somebody else in the meantime. */
const RETRY_MS = 200;

export function createOutage(listener: Listener, bus: Bus): Outage {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function later(ms: number, run: () => void): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(run, ms);
  }

  function comeBack(): void {
    listener.open().catch(() => {
      if (!stopped) later(RETRY_MS, comeBack);
    });
  }

  return {
    begin(ms, how) {
      if (how === 'deny') {
        bus.deny(true);
        bus.cutAll();
        later(ms, () => {
          bus.deny(false);
        });
      } else {
        bus.deny(false);
        void listener.shut();
        later(ms, comeBack);
      }
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
