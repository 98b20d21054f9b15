import type { PeerCertificate } from 'node:tls';
import type { LinkFailure } from './link-failure.ts';
import type { Route } from './proxy-route.ts';

/** In the order of the tries. */
export const TRANSPORTS = ['websocket', 'polling'] as const;

/**
 * How far the way to LCM has opened, in the order of time. `route` and `attempt` begin again: each route is tried with
 * each transport. `named`: the host's name was found. `tunnelled`: the proxy has connected to LCM; `tunnelRefused`: it
 * answers with an HTTP status instead. `reached`: TCP is open. `certificate`: the server has shown it, before it is
 * checked. `secured`: it holds. `answered`: an HTTP status came; `location` is where it redirects to, '' if it does not.
 * `handshaken`: the server speaks Socket.IO. `failed`: this attempt is over.
 */
export type Opening =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'attempt'; readonly transport: string }
  | { readonly kind: 'named'; readonly address: string }
  | { readonly kind: 'certificate'; readonly certificate: PeerCertificate }
  | { readonly kind: 'answered'; readonly status: number; readonly location: string }
  | { readonly kind: 'failed'; readonly failure: LinkFailure }
  | { readonly kind: 'tunnelled' | 'tunnelRefused' | 'reached' | 'secured' | 'handshaken' };

/** Is told about each attempt to open the link; the connection check listens. Must not throw. */
export type WatchOpening = (opening: Opening) => void;
