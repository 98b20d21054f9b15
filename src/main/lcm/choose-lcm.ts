import type { Clock } from '#main/base/clock.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { createLcmSession, type LcmSession } from './session.ts';
import type { Log } from '#main/base/log.ts';

/** The LCM this desktop works against. */
export interface ChosenLcm {
  readonly session: LcmSession;
  /** The authority of LCM's address, such as `lcm.example.com`; '' if none is known. */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Opens the session to the LCM of the settings, or to the built-in demo. Without an address and without the demo the
 * session stays `refused`, and wrap-ups wait.
 */
export async function chooseLcm(
  options: LcmOptions,
  deps: {
    readonly demo: boolean;
    /** The agent who is signed in now; the demo's calls are for them. */
    readonly agent: () => string | null;
    readonly clock: Clock;
    readonly log: Log;
    readonly system: SystemNetwork;
    readonly secrets: Secrets;
  },
): Promise<ChosenLcm> {
  // The simulator is loaded only for the demo.
  const demo = deps.demo ? await (await import('./demo.ts')).startDemo(deps.agent) : null;
  const chosen: LcmOptions =
    demo === null
      ? options
      : {
          ...options,
          url: demo.url,
          path: '/socket.io',
          namespace: '/',
          eventName: 'message',
          proxy: 'none',
          auth: {},
          headers: {},
        };
  const { clock, log, system, secrets } = deps;
  const session = createLcmSession(chosen, { clock, log, system, secrets });
  return {
    session,
    host: chosen.url === '' ? '' : new URL(chosen.url).host,
    async close() {
      await session.close();
      await demo?.close();
    },
  };
}
