import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { retryDelay } from '#main/base/retry-policy.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { errorKind } from '#main/base/error-words.ts';
import { agentKey } from '#main/base/viewer.ts';
import type { Vault } from '#main/secrets/vault.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { keptSessions } from './kept-sessions.ts';
import type { Grant, Provider } from './provider.ts';
import { SignInError } from './sign-in-error.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** An agent's session at the provider, with the tokens that it gave last. */
export interface Session {
  readonly userId: string;
  readonly subject: string;
  readonly refreshToken: string | null;
  /** Null until the session was renewed once in this run. */
  readonly tokens: SessionTokens | null;
}

export interface SessionTokens {
  readonly accessToken: string;
  readonly idToken: string | null;
  /** On the monotonic clock: by when to renew them, and when they end. The wall clock may be wrong. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/** The sessions of the agents who have signed in at this desktop, each under its own name. */
export interface Sessions {
  of(userId: string): Session | null;
  /** @throws SignInError if they are not whole */
  add(userId: string, grant: Grant): void;
  /** Tokens that are still good, renewed first if they end soon. @throws SignInError */
  tokens(userId: string, renewed?: 'always' | 'if due'): Promise<SessionTokens>;
  forget(userId: string): Session | null;
  /** An agent's session began, ended or was renewed. */
  readonly changed: Signal<string>;
  stop(): void;
}

/** Tokens are renewed when this part of their life is left, but at most so long before their end. */
const REST = { part: 0.25, mostMs: 60_000 };
/** How long to wait before another try while the provider is away, in milliseconds. */
const RETRY = { base: 15_000, cap: 120_000 };

export function createSessions(deps: {
  readonly settings: SignInSettings;
  readonly provider: Provider;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}): Sessions {
  const { settings, provider, clock, log } = deps;
  const kept = keptSessions(deps.vault, settings);
  const sessions = new Map<string, Session>();
  const renewals = new Map<string, Promise<SessionTokens>>();
  const timers = new Map<string, () => void>();
  const changed = createSignal<string>();
  let stopped = false;

  function of(userId: string): Session | null {
    const known = sessions.get(agentKey(userId));
    if (known !== undefined) return known;
    const found = kept.read(userId);
    if (found === null) return null;
    const session: Session = { ...found, tokens: null };
    sessions.set(agentKey(userId), session);
    return session;
  }

  function keep(session: Session): void {
    sessions.set(agentKey(session.userId), session);
    const { userId, subject, refreshToken } = session;
    try {
      if (refreshToken !== null) kept.write({ userId, subject, refreshToken });
    } catch (error) {
      // The session holds until Afterword is closed.
      log.error('the session of an agent cannot be kept', { cause: errorKind(error) });
    }
    schedule(session);
    changed.emit(userId);
  }

  function toTokens({ accessToken, idToken, validFor }: Grant): SessionTokens {
    const now = clock.monotonic();
    const life = (validFor ?? Infinity) * 1_000;
    return {
      accessToken,
      idToken,
      renewAt: now + life - Math.min(life * REST.part, REST.mostMs),
      endsAt: now + life,
    };
  }

  /** A session that nobody renews ends at the provider after a while, perhaps while the link is up. */
  function schedule({ userId, tokens, refreshToken }: Session, failures = 0): void {
    const key = agentKey(userId);
    timers.get(key)?.();
    if (stopped || tokens === null || refreshToken === null || tokens.renewAt === Infinity) return;
    const wait =
      failures === 0 ? tokens.renewAt - clock.monotonic() : RETRY.base + retryDelay(RETRY, failures);
    timers.set(
      key,
      clock.after(wait, () => {
        void renew(userId).catch((error: unknown) => {
          const session = sessions.get(key);
          if (session !== undefined && isAway(error)) schedule(session, failures + 1);
        });
      }),
    );
  }

  /** One at a time: a provider that gives a new refresh token each time takes the old one, used twice, for stolen. */
  function renew(userId: string): Promise<SessionTokens> {
    const key = agentKey(userId);
    const running = renewals.get(key);
    if (running !== undefined) return running;
    const renewal = renewNow(userId).finally(() => renewals.delete(key));
    renewals.set(key, renewal);
    return renewal;
  }

  async function renewNow(userId: string): Promise<SessionTokens> {
    const session = of(userId);
    if (session === null) throw new SignInError('ended', reason('signInNeeded'));
    const { refreshToken, subject } = session;
    if (refreshToken === null) throw drop(session, new SignInError('ended', reason('signInExpired')));
    try {
      const grant = await provider.renew(refreshToken);
      if (grant.claims !== null && grant.claims['sub'] !== subject)
        throw new SignInError('ended', reason('signInMismatch', { words: 'sub' }));
      const idToken = grant.idToken ?? session.tokens?.idToken ?? null;
      const tokens = toTokens({ ...grant, idToken });
      log.info('the session at the provider was renewed', { validFor: grant.validFor });
      // Whoever signed out or in meanwhile has the last word.
      if (sessions.get(agentKey(userId)) === session)
        keep({ ...session, refreshToken: grant.refreshToken ?? refreshToken, tokens });
      return tokens;
    } catch (error) {
      if (error instanceof SignInError && error.kind === 'ended') throw drop(session, error);
      log.warn('the session at the provider was not renewed', {
        reason: error instanceof SignInError ? error.reason.code : errorKind(error),
      });
      throw error;
    }
  }

  function drop(session: Session, error: SignInError): SignInError {
    if (sessions.get(agentKey(session.userId)) === session) forget(session.userId);
    log.warn('the session at the provider has ended', { reason: error.reason.code });
    return error;
  }

  function forget(userId: string): Session | null {
    const session = of(userId);
    const key = agentKey(userId);
    timers.get(key)?.();
    timers.delete(key);
    sessions.delete(key);
    kept.remove(userId);
    if (session !== null) changed.emit(userId);
    return session;
  }

  return {
    of,
    changed,
    add(userId, grant) {
      const subject = grant.claims?.['sub'];
      if (typeof subject !== 'string')
        throw new SignInError('refused', reason('signInNoClaim', { claim: 'sub' }));
      keep({ userId, subject, refreshToken: grant.refreshToken, tokens: toTokens(grant) });
    },
    async tokens(userId, renewed = 'if due') {
      const session = of(userId);
      if (session === null) throw new SignInError('ended', reason('signInNeeded'));
      const { tokens, refreshToken } = session;
      const now = clock.monotonic();
      const good = tokens !== null && now < tokens.endsAt ? tokens : null;
      if (renewed === 'if due' && good !== null && (now < good.renewAt || refreshToken === null)) return good;
      try {
        return await renew(userId);
      } catch (error) {
        // What is still valid is used as long as the provider is away.
        if (renewed === 'if due' && good !== null && isAway(error)) return good;
        throw error;
      }
    },
    forget,
    stop() {
      stopped = true;
      for (const cancel of timers.values()) cancel();
    },
  };
}

const isAway = (error: unknown): boolean => !(error instanceof SignInError) || error.kind === 'away';
