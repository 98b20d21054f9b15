import { startDemoCalls } from '#simulator/calls/demo-calls.ts';
import { startSimulator } from '#simulator/server.ts';

/** The built-in LCM, to try Afterword without a real LCM. */
export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the simulator on a free loopback port. It rings calls by itself. */
export async function startDemo(): Promise<Demo> {
  const simulator = await startSimulator();
  // The demo's calls name no agent, so they go to the agent who is signed in.
  const calls = startDemoCalls(simulator, { user: '' });
  return {
    url: simulator.url,
    async close() {
      calls.stop();
      await simulator.close();
    },
  };
}
