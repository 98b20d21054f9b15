import { createCallReader, type CallReader } from '#main/calls/dialects/call-reader.ts';
import type { BusEventMapping } from '#main/calls/dialects/site-mapping.ts';

/** Reads the calls of these mappings as the core does, whichever agent they belong to. */
export function readerOfAllAgents(
  mappings: readonly BusEventMapping[],
  types: Readonly<Record<string, string>>,
): CallReader {
  // A mapping without a place of the agent takes no event for another agent's.
  return createCallReader({
    mappings: mappings.map((mapping) => ({ ...mapping, agent: '' })),
    types,
    busIsOwn: true,
  });
}
