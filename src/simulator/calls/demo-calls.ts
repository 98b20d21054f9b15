import type { Simulator } from '../simulator.ts';

export interface DemoCallsOptions {
  /** Milliseconds from one call to the next; 45 s if left out. */
  everyMs?: number;
  /** No call rings while this many calls wait for an outcome; 6 if left out. */
  maxOpen?: number;
  /** The agent the calls are for; `testagent` if left out. */
  user?: string;
}

/** Rings a call as soon as a client is connected, and then one every `everyMs`, until `stop` is called. */
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

  const stopListening = simulator.onConnection(begin);
  begin();
  return {
    stop() {
      stopListening();
      if (timer !== null) clearInterval(timer);
    },
  };
}
