import type { Agent } from 'node:http';
import type { Clock } from '#main/base/clock.ts';
import { within } from '#main/base/within.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { Address } from './address.ts';
import type { SystemNetwork } from './dial.ts';
import { createPlainAgent, createTlsAgent } from './http-agent.ts';
import type { LcmOptions } from './options.ts';
import { findRoutes, withSignIn, type Route } from './proxy-route.ts';
import { readSystemAuthorities } from './system-authorities.ts';
import { createTrust } from './trust.ts';

/** The ways to a server of the site beside LCM, over the same proxies and trusting the same authorities as the link. */
export interface SiteWays {
  /** The preferred one first; each with the sign-in at its proxy. */
  routes(address: Address): Promise<readonly Route[]>;
  /**
   * @param largest as in `createPlainAgent`
   * @throws with the code of a reason, if the private authority cannot be read
   */
  agent(address: Address, route: Route, largest?: number | null): Promise<Agent>;
  /** A way did not work. True if the authorities of the system were added, so that another try is worth it. */
  addSystem(address: Address): Promise<boolean>;
  /**
   * What the work comes to over the first way on which it does not fail. Each is tried once more if `addSystem` is worth it.
   *
   * @throws the error of the last way
   */
  firstOf<T>(address: Address, work: (route: Route) => Promise<T>): Promise<T>;
}

/** What the work comes to with an agent, which ends then. */
export async function withAgent<T>(agent: Promise<Agent>, work: (agent: Agent) => Promise<T>): Promise<T> {
  const made = await agent;
  try {
    return await work(made);
  } finally {
    made.destroy();
  }
}

export interface SiteWaysOptions {
  readonly options: Pick<LcmOptions, 'caFile' | 'proxy' | 'proxySignIn'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly system: SystemNetwork;
  /** How long the system may take to name a proxy, in milliseconds. */
  readonly timeLimitMs: number;
}

export function createSiteWays({ options, secrets, clock, system, timeLimitMs }: SiteWaysOptions): SiteWays {
  const { askProxy = () => Promise.resolve(''), readAuthorities = readSystemAuthorities } = system;
  const trust = createTrust({ caFile: options.caFile, clock, timeLimitMs, readSystem: readAuthorities });

  async function withPassword(route: Route): Promise<Route> {
    const [user, password] = await Promise.all([
      secrets.read('lcm.proxySignIn.user', options.proxySignIn.user),
      secrets.read('lcm.proxySignIn.password', options.proxySignIn.password),
    ]);
    return user.ok && password.ok ? withSignIn(route, { user: user.text, password: password.text }) : route;
  }

  async function routesTo(address: Address): Promise<readonly Route[]> {
    const routes = await findRoutes(address, options.proxy, (asked) =>
      within(clock, timeLimitMs, askProxy(asked), () => ''),
    );
    return Promise.all(routes.map(withPassword));
  }

  // They are read only if the built-in ones do not do: it takes time.
  const addSystem = ({ secure }: Address): Promise<boolean> =>
    secure ? trust.addSystem() : Promise.resolve(false);

  return {
    routes: routesTo,
    async agent(address, route, largest) {
      if (!address.secure) return createPlainAgent(() => {}, largest);
      const trusted = await trust.read();
      if (!trusted.ok) throw new Error(trusted.reason.code);
      return createTlsAgent(address, trusted.context, route, () => {}, largest);
    },
    addSystem,
    async firstOf(address, work) {
      let failure: unknown = new Error('no route');
      for (const route of await routesTo(address)) {
        try {
          return await work(route).catch(async (error: unknown) => {
            if (await addSystem(address)) return work(route);
            throw error;
          });
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
  };
}
