import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agent } from 'node:http';
import type { Clock } from '#main/base/clock.ts';
import { within } from '#main/base/within.ts';
import { secretsWithoutVault, type Secrets } from '#main/secrets/secrets.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Address } from './address.ts';
import { openConnection, type Connection, type ConnectionEvents, type ConnectionPlan } from './connection.ts';
import { readClientIdentity } from './client-identity.ts';
import { createPlainAgent, createTlsAgent, withoutRedirects } from './http-agent.ts';
import { describeTransportFailure, isAboutSecrets, type LinkFailure } from './link-failure.ts';
import { readOpenOptions, type OpenOptions } from './open-options.ts';
import type { LcmOptions } from './options.ts';
import { TRANSPORTS, type WatchOpening } from './opening.ts';
import { findRoutes, withSignIn, type AskSystemProxy, type Route } from './proxy-route.ts';
import { withoutSecrets } from './secrets.ts';
import { readSystemAuthorities, type ReadSystemAuthorities } from './system-authorities.ts';
import { createTrust } from './trust.ts';

/** One attempt to reach LCM. It tries each route and transport in turn until one opens. */
export interface Dial {
  /** The connection after `opened`, else null. */
  connection(): Connection | null;
  /** Gives up the attempt, or closes the connection. No event follows. */
  close(): void;
}

/** Starts an attempt. */
export type DialLcm = (address: Address, events: ConnectionEvents) => Dial;

export interface DialerDeps {
  readonly options: LcmOptions;
  readonly clock: Clock;
  /** How long each transport may take to open, and each question before that, in milliseconds. */
  readonly timeLimitMs: number;
  readonly system: SystemNetwork;
  /** Where the options' secrets are found; only in the environment and in files if left out. */
  readonly secrets?: Secrets;
  readonly watch?: WatchOpening;
}

/** How long finding the secrets may take, in milliseconds: a provider may have to be asked for a token. */
const SECRETS_MS = 30_000;
const SECRETS_LATE: LinkFailure = { kind: 'unreachable', reason: reason('secretsLate') };

/** What the operating system says about the network. */
export interface SystemNetwork {
  readonly askProxy?: AskSystemProxy;
  readonly readAuthorities?: ReadSystemAuthorities;
  /** Resolves once there is time for the network: a host's first window comes first. At once if left out. */
  readonly whenFree?: () => Promise<void>;
}

/**
 * Each attempt reads the secrets and the file of the private authority again and asks again for the proxy. Without a secret
 * that the settings name, nothing is tried. If LCM refuses a token that can be renewed, it is tried once more at once. Over each route it tries
 * WebSocket, then polling. Each transport has its own time limit, because a firewall may drop WebSockets without an
 * error. The next route is tried if a proxy cannot be reached, but not if LCM refused.
 */
export function createDialer(deps: DialerDeps): DialLcm {
  const { clock, timeLimitMs, system, secrets = secretsWithoutVault, watch = () => {} } = deps;
  const { askProxy = () => Promise.resolve(''), readAuthorities = readSystemAuthorities } = system;
  const trust = createTrust({ caFile: deps.options.caFile, clock, timeLimitMs, readSystem: readAuthorities });

  return (address, events) => {
    let current: Connection | null = null;
    let open = false;
    let closed = false;

    async function makeAgent(route: Route, options: OpenOptions): Promise<Agent | LinkFailure> {
      if (!address.secure) return withoutRedirects(createPlainAgent(watch));
      const own = await readClientIdentity(options.tls);
      if (!own.ok) return { kind: 'untrusted', reason: own.reason };
      const trusted = await trust.read(own.identity);
      if (!trusted.ok) return { kind: 'untrusted', reason: trusted.reason };
      return withoutRedirects(await createTlsAgent(address, trusted.context, route, watch));
    }

    /** @returns why the transport did not open; null if it opened, or if the attempt was given up */
    async function tryTransport(
      route: Route,
      transport: ConnectionPlan['transport'],
      options: OpenOptions,
    ): Promise<LinkFailure | null> {
      watch({ kind: 'attempt', transport });
      const agent = await makeAgent(route, options);
      // To make the agent is one piece of work, to open a socket the next.
      await nextTurn();
      if (closed) return null;
      if ('kind' in agent) return agent;
      return new Promise((resolve) => {
        const plan = { origin: address.origin, transport, agent, options, timeLimitMs, watch };
        current = openConnection(plan, clock, {
          ...events,
          opened() {
            open = true;
            events.opened();
            resolve(null);
          },
          failed({ kind, reason: why }) {
            const failure = { kind, reason: withoutSecrets(why, options) };
            watch({ kind: 'failed', failure });
            resolve(failure);
          },
        });
      });
    }

    /** A refusal by LCM says more than what happened over the other transport. */
    async function tryRoute(route: Route, options: OpenOptions): Promise<LinkFailure | null> {
      watch({ kind: 'route', route });
      let denied: LinkFailure | null = null;
      let failure: LinkFailure | null = null;
      for (const transport of TRANSPORTS) {
        failure = await tryTransport(route, transport, options);
        if (failure?.kind === 'untrusted' && (await trust.addSystem()))
          failure = await tryTransport(route, transport, options);
        if (failure === null || failure.kind === 'untrusted') return failure;
        if (failure.kind === 'denied') denied = failure;
      }
      return denied ?? failure;
    }

    async function tryOnce(): Promise<LinkFailure | null> {
      const options = await within(
        clock,
        SECRETS_MS,
        readOpenOptions(deps.options, secrets),
        () => SECRETS_LATE,
      );
      if (closed) return null;
      if ('kind' in options) return options;
      const asked = findRoutes(address, options.proxy, (url) =>
        within(clock, timeLimitMs, askProxy(url), () => ''),
      );
      let failure: LinkFailure | null = { kind: 'unreachable', reason: reason('unreachable') };
      for (const route of await asked) {
        failure = await tryRoute(withSignIn(route, options.proxySignIn), options);
        if (failure?.kind !== 'unreachable') break;
      }
      return failure;
    }

    async function tryAll(): Promise<void> {
      let failure = await tryOnce();
      if (failure !== null && isAboutSecrets(failure) && (await secrets.refused())) failure = await tryOnce();
      if (failure !== null && !closed) events.failed(failure);
    }

    tryAll().catch((error: unknown) => {
      if (!closed && !open) events.failed(describeTransportFailure(error));
    });

    return {
      connection: () => (open ? current : null),
      close() {
        closed = true;
        current?.close();
      },
    };
  };
}
