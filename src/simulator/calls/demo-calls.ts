import type { Simulator } from '../simulator.ts';

export interface DemoCallsOptions {
  /** How long after a call the next one rings, in milliseconds. */
  everyMs?: number;
  /** While this many calls have no outcome yet, none rings. */
  maxOpen?: number;
  /** The agent the calls are for. */
  user?: string;
}

/**
 * Rings calls on its own: one as soon as a client is there to hear it, then one every `everyMs` (45 s), as long as
 * fewer than `maxOpen` (6) calls wait for their outcome.
 */
export function startDemoCalls(simulator: Simulator, options: DemoCallsOptions = {}): { stop(): void } {
  const { everyMs = 45_000, maxOpen = 6, user = 'testagent' } = options;
  let timer: NodeJS.Timeout | null = null;

  function ringNext(): void {
    if (simulator.connections() > 0 && simulator.openCalls() < maxOpen) simulator.ring({ user });
  }

  function begin(): void {
    if (timer !== null || simulator.connections() === 0) return;
    ringNext();
    timer = setInterval(ringNext, everyMs);
  }

  const forget = simulator.onConnection(begin);
  begin();
  return {
    stop() {
      forget();
      if (timer !== null) clearInterval(timer);
    },
  };
}
