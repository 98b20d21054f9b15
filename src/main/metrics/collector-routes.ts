import type { Agent } from 'node:http';
import type { Clock } from '#main/base/clock.ts';
import { within } from '#main/base/within.ts';
import { readAddress } from '#main/lcm/link/address.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import { createPlainAgent, createTlsAgent } from '#main/lcm/link/http-agent.ts';
import { findRoutes } from '#main/lcm/link/proxy-route.ts';
import { readSystemAuthorities } from '#main/lcm/link/system-authorities.ts';
import { createTrust } from '#main/lcm/link/trust.ts';

/** The most bytes of an answer that are read. The collector has little to say. */
const LARGEST_ANSWER = 64 * 1024;

/** The ways to the collector, with the same checks, authorities and proxies as the link to LCM. */
export interface CollectorRoutes {
  /** An agent for each way, the preferred one first; none if the private authority cannot be read. */
  agents(): Promise<readonly Agent[]>;
  /** No way worked. True if the authorities of the operating system were added, so that another try is worth it. */
  failed(): Promise<boolean>;
}

/** @param options `proxy` and `caFile` as in the settings of LCM */
export function createCollectorRoutes(
  options: { readonly url: string; readonly proxy: string; readonly caFile: string },
  deps: { readonly clock: Clock; readonly timeLimitMs: number; readonly system: SystemNetwork },
): CollectorRoutes {
  const { clock, timeLimitMs, system } = deps;
  const { askProxy = () => Promise.resolve(''), readAuthorities = readSystemAuthorities } = system;
  const trust = createTrust({ caFile: options.caFile, clock, timeLimitMs, readSystem: readAuthorities });
  const reading = readAddress(options.url);
  const watch = (): void => {};

  return {
    async agents() {
      if (!reading.ok) return [];
      const { address } = reading;
      if (!address.secure) return [createPlainAgent(watch, LARGEST_ANSWER)];
      const trusted = await trust.read();
      if (!trusted.ok) return [];
      const routes = await findRoutes(address, options.proxy, (url) =>
        within(clock, timeLimitMs, askProxy(url), () => ''),
      );
      return Promise.all(
        routes.map((route) => createTlsAgent(address, trusted.context, route, watch, LARGEST_ANSWER)),
      );
    },
    failed: () => (reading.ok && reading.address.secure ? trust.addSystem() : Promise.resolve(false)),
  };
}
