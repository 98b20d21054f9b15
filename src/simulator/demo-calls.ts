import type { Simulator } from './server.ts';

export interface DemoCallsOptions {
  /** How long after a call the next one rings, in milliseconds. */
  everyMs?: number;
  /** While this many calls have no outcome yet, none rings. */
  maxOpen?: number;
  /** The agent the calls are for. */
  user?: string;
}

/**
 * Rings calls on its own: one at once, then one every `everyMs` (45 s), as long as fewer than `maxOpen` (6) calls
 * wait for their wrap-up.
 */
export function startDemoCalls(simulator: Simulator, options: DemoCallsOptions = {}): { stop(): void } {
  const { everyMs = 45_000, maxOpen = 6, user = 'testagent' } = options;
  const open = new Set<string>();
  const forget = simulator.ledger.onSettled(({ applied, data }) => {
    if (applied) open.delete((data as { callid: string }).callid);
  });

  function ringNext(): void {
    if (open.size < maxOpen) open.add(simulator.ring({ user }).id);
  }

  ringNext();
  const timer = setInterval(ringNext, everyMs);
  return {
    stop() {
      clearInterval(timer);
      forget();
    },
  };
}
