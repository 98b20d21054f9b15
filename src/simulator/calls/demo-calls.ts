import type { Simulator } from '../simulator.ts';
import type { StoryName } from '../softphones/stories.ts';

export interface DemoCallsOptions {
  /** Milliseconds from one call to the next; 45 s if left out. */
  everyMs?: number;
  /** No call rings while this many calls wait for an outcome; 6 if left out. */
  maxOpen?: number;
  /** The agent the calls are for, or who that is at the moment ('': nobody); `testagent` if left out. */
  user?: string | (() => string);
  /** What happens in the calls, in turn; each is answered if left out. */
  stories?: readonly StoryName[];
}

/** Rings a call as soon as a client is connected, and then one every `everyMs`, until `stop` is called. */
export function startDemoCalls(simulator: Simulator, options: DemoCallsOptions = {}): { stop(): void } {
  const { everyMs = 45_000, maxOpen = 6, user = 'testagent', stories = ['answered'] } = options;
  let timer: NodeJS.Timeout | undefined;
  let rung = 0;

  function ringNext(): void {
    if (simulator.connections() === 0 || simulator.openCalls() >= maxOpen) return;
    const story = stories[rung % stories.length] ?? 'answered';
    rung += 1;
    simulator.ring({ user: typeof user === 'string' ? user : user(), story });
  }

  function begin(): void {
    if (timer !== undefined || simulator.connections() === 0) return;
    ringNext();
    timer = setInterval(ringNext, everyMs);
  }

  const stopListening = simulator.onConnection(begin);
  begin();
  return {
    stop() {
      stopListening();
      clearInterval(timer);
    },
  };
}
