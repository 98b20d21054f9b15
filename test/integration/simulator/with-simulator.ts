import { onTestFinished } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from '#simulator/server.ts';
import { connectClient, type BusClient } from './bus-client.ts';

/** A simulator that is closed after the test. */
export async function simulatorFor(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A client of the simulator that is closed after the test. */
export async function clientFor(
  url: string,
  options: Parameters<typeof connectClient>[1] = {},
): Promise<BusClient> {
  const client = await connectClient(url, options);
  onTestFinished(() => client.close());
  return client;
}
