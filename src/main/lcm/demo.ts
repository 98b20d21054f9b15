import { startDemoCalls } from '#simulator/calls/demo-calls.ts';
import { startSimulator } from '#simulator/server.ts';

/** The LCM that Afterword brings along, for a first look without an LCM of one's own. */
export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the simulator on a free loopback port and lets it ring calls. */
export async function startDemo(): Promise<Demo> {
  const simulator = await startSimulator();
  // They are for whoever is signed in: the demo's calls name no agent.
  const calls = startDemoCalls(simulator, { user: '' });
  return {
    url: simulator.url,
    async close() {
      calls.stop();
      await simulator.close();
    },
  };
}
