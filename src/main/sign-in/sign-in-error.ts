import type { Reason } from '#shared/reasons/reason.ts';

/**
 * Why the provider gave no token. `away`: it does not answer as it should, and may later. `ended`: it no longer accepts the
 * session, so the agent has to sign in again. `refused`: it, or Afterword, refused this sign-in.
 */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly kind: 'away' | 'ended' | 'refused';
  readonly reason: Reason;

  constructor(kind: SignInError['kind'], reason: Reason) {
    super(reason.code);
    this.kind = kind;
    this.reason = reason;
  }
}
