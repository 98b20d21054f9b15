import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { createSecureFetch } from '#main/lcm/link/secure-fetch.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { createProvider } from './provider.ts';
import { createSignIn, type SignIn, type SignInDeps } from './sign-in.ts';

/** How long the provider may take for one answer, in milliseconds. */
const PROVIDER_MS = 12_000;

/**
 * The sign-in at the site's provider, over the network. Only a site with a provider loads this file.
 *
 * @param parts with the secrets that need no sign-in
 */
export function signInAtProvider(
  parts: Omit<SignInDeps, 'provider'> & {
    readonly lcm: LcmOptions;
    readonly secrets: Secrets;
    readonly system: SystemNetwork;
  },
): SignIn {
  const { settings, lcm, secrets, system, clock } = parts;
  const fetch = createSecureFetch({ options: lcm, secrets, clock, system, timeLimitMs: PROVIDER_MS });
  return createSignIn({
    ...parts,
    provider: createProvider(settings, { fetch, secrets, now: () => clock.now() }),
  });
}
