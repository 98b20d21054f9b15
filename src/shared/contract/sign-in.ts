import type { Reason } from '#shared/reasons/reason.ts';

/** The agent's sign-in at the site's provider. */
export interface SignInView {
  /** `waiting`: for the browser. */
  readonly status: 'out' | 'waiting' | 'in';
  /** Whether the provider says who the agent is; else the agent does, as without one. */
  readonly naming: boolean;
  /** The page at which the agent signs in, if this screen is to open it; null if the host has opened it. */
  readonly page: string | null;
  /** Why the agent is not signed in, or the last try came to nothing; null if there is nothing to say. */
  readonly reason: Reason | null;
}

/** A secret that this desktop's key store is to hold. */
export interface AskedSecret {
  readonly name: string;
  readonly given: boolean;
}
