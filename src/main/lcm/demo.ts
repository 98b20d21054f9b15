import { startDemoCalls } from '#simulator/calls/demo-calls.ts';
import { startSimulator } from '#simulator/server.ts';

/** The built-in LCM, to try Afterword without a real LCM. */
export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the simulator on a free loopback port. It rings calls by itself.
 *
 * @param agent the login name of the agent who is signed in now; null: its calls name nobody
 */
export async function startDemo(agent: () => string | null): Promise<Demo> {
  const simulator = await startSimulator();
  const calls = startDemoCalls(simulator, { user: () => agent() ?? '' });
  return {
    url: simulator.url,
    async close() {
      calls.stop();
      await simulator.close();
    },
  };
}
