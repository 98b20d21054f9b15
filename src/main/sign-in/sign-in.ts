import type { Clock } from '#main/base/clock.ts';
import { errorKind } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { sameAgent } from '#main/base/viewer.ts';
import type { SecretReading, Tokens } from '#main/secrets/secrets.ts';
import type { Vault } from '#main/secrets/vault.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import type { SignInView } from '#shared/contract/sign-in.ts';
import { chooseLanguage, directionOf } from '#shared/contract/language.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { openLoopback, type Loopback } from './loopback.ts';
import type { Grant, Provider } from './provider.ts';
import { createSessions } from './sessions.ts';
import { SignInError } from './sign-in-error.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** The sign-in of the agent at the site's provider, in the system's browser. */
export interface SignIn {
  /** The tokens of the agent who is signed in here. */
  readonly tokens: Tokens;
  view(): SignInView;
  readonly changed: Signal<void>;
  /**
   * Opens the browser, and waits for it in the background; `view` tells how it goes. Ends a sign-in that waits already.
   *
   * @param as `same` if only the agent who is signed in here may come back
   */
  begin(as: 'same' | 'another'): void;
  /** No longer waits for the browser. */
  cancel(): void;
  /** Ends the agent's session, here and at the provider. */
  out(): void;
  /** Whether the token that was read last is that agent's. */
  carries(userId: string): boolean;
  /** There is a session that the link does not use yet, or the one that it uses is over. */
  readonly switched: Signal<void>;
  stop(): void;
}

export interface SignInDeps {
  readonly settings: SignInSettings;
  readonly provider: Provider;
  readonly vault: Vault;
  /** Opens a web page outside Afterword, and throws if there is no browser; null if the screen itself is in one. */
  readonly openBrowser: ((url: string) => Promise<void>) | null;
  readonly agent: {
    userId(): string | null;
    /** @throws NotSavedError */
    signIn(userId: string): void;
    readonly signedIn: Pick<Signal<unknown>, 'on'>;
  };
  /** The agent whom the settings name; '' if they name none. */
  readonly agentOfSettings: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long to wait for the browser, in milliseconds. A second factor may take its time. */
const PATIENCE_MS = 10 * 60_000;

/** One sign-in on its way. */
interface Attempt {
  loopback: Loopback | null;
  /** The page at which the agent signs in, if the screen is to open it. */
  page: string | null;
  cancel: () => void;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { settings, provider, agent, agentOfSettings, clock, log } = deps;
  const sessions = createSessions({ settings, provider, vault: deps.vault, clock, log });
  const changed: Signal<void> = createSignal();
  const switched: Signal<void> = createSignal();
  const naming = settings.userIdClaim !== '';
  let attempt: Attempt | null = null;
  /** Why there is no session. */
  let why: Reason | null = null;
  /** The agent signed out here, so the browser must not sign them in again unasked. */
  let isOut = false;
  let readFor: string | null = null;
  /** The end of the session before. A page that ends it must not meet one that begins another. */
  let ending: Promise<void> = Promise.resolve();

  const current = (): string | null => agent.userId();

  function view(): SignInView {
    const userId = current();
    const isIn = userId !== null && sessions.of(userId) !== null;
    return {
      status: attempt !== null ? 'waiting' : isIn ? 'in' : 'out',
      naming,
      page: attempt?.page ?? null,
      reason: isIn && attempt === null ? null : why,
    };
  }

  function say(next: Reason | null): void {
    why = next;
    changed.emit();
  }

  async function read(which: 'accessToken' | 'idToken'): Promise<SecretReading> {
    const userId = current();
    readFor = null;
    try {
      if (userId === null) throw new SignInError('ended', reason('signInNeeded'));
      const tokens = await sessions.tokens(userId);
      if (current() !== userId) return await read(which);
      const text = which === 'idToken' ? tokens.idToken : tokens.accessToken;
      if (text === null) throw new SignInError('refused', reason('signInNoClaim', { claim: 'id_token' }));
      if (why !== null && attempt === null) say(null);
      readFor = userId;
      return { ok: true, text };
    } catch (error) {
      const { kind, reason: told } = asSignInError(error);
      if (kind !== 'away' && attempt === null && told.code !== 'signInNeeded') say(told);
      return { ok: false, away: kind === 'away', reason: told };
    }
  }

  async function refused(): Promise<boolean> {
    const userId = current();
    if (userId === null || sessions.of(userId) === null) return false;
    try {
      await sessions.tokens(userId, 'always');
      return current() === userId;
    } catch (error) {
      const { kind, reason: told } = asSignInError(error);
      if (kind !== 'away') say(told);
      return false;
    }
  }

  function begin(as: 'same' | 'another'): void {
    cancel();
    const mine: Attempt = { loopback: null, page: null, cancel: () => {} };
    attempt = mine;
    say(null);
    const ended = new Promise<never>((_resolve, reject) => {
      const stopTimer = clock.after(PATIENCE_MS, () =>
        reject(new SignInError('refused', reason('signInTooLong'))),
      );
      mine.cancel = () => {
        stopTimer();
        reject(new SignInError('refused', reason('signInCancelled')));
      };
    });
    // It may be cancelled when nobody waits any more.
    ended.catch(() => {});
    void run(mine, as, ended)
      .then(
        () => null,
        (error: unknown) => asSignInError(error).reason,
      )
      .then((failure) => {
        mine.cancel();
        mine.loopback?.close();
        if (attempt !== mine) return;
        attempt = null;
        if (failure !== null)
          log.warn('the sign-in at the provider came to nothing', { reason: failure.code });
        say(failure?.code === 'signInCancelled' ? null : failure);
      });
  }

  async function run(mine: Attempt, as: 'same' | 'another', ended: Promise<never>): Promise<void> {
    await Promise.race([ending, ended]);
    const loopback = await openLoopback(settings.redirectPort, settings.redirectPath);
    mine.loopback = loopback;
    const asked = await Promise.race([
      provider.begin(loopback.redirect, isOut || (as === 'another' && current() !== null)),
      ended,
    ]);
    const answering = loopback.answer(asked.state);
    await Promise.race([open(mine, asked.url.href), ended]);
    const answer = await Promise.race([answering, ended]);
    let told = reason('signInDone');
    try {
      const grant = await Promise.race([asked.finish(answer.url), ended]);
      if (attempt === mine) take(grant, as);
    } catch (error) {
      told = asSignInError(error).reason;
      throw error;
    } finally {
      const language = chooseLanguage(answer.languages);
      answer.show({ language, direction: directionOf(language), text: reasonWords(told, language) });
    }
  }

  async function open(mine: Attempt, url: string): Promise<void> {
    if (deps.openBrowser === null) {
      mine.page = url;
      changed.emit();
      return;
    }
    try {
      await deps.openBrowser(url);
    } catch (error) {
      log.error('no browser could be opened', { cause: errorKind(error) });
      throw new SignInError('refused', reason('signInNoBrowser'));
    }
  }

  /** Takes over what the provider gave, if it is for somebody who may sign in here. */
  function take(grant: Grant, as: 'same' | 'another'): void {
    const here = current();
    const userId = naming ? claimedId(grant) : here;
    if (userId === null) throw new SignInError('refused', reason('signInNeeded'));
    const named = naming && agentOfSettings !== '' ? agentOfSettings : as === 'same' ? here : null;
    if (named !== null && !sameAgent(named, userId))
      throw new SignInError('refused', reason('signInOtherAgent', { agent: userId, named }));
    isOut = false;
    sessions.add(userId, grant);
    if (naming && (here === null || !sameAgent(here, userId))) agent.signIn(userId);
    else switched.emit();
    log.info('an agent has signed in at the provider', { validFor: grant.validFor });
  }

  function claimedId({ claims }: Grant): string {
    const claim = claims?.[settings.userIdClaim];
    const text = typeof claim === 'string' || typeof claim === 'number' ? String(claim).trim() : '';
    if (text === '' || text.length > 256)
      throw new SignInError('refused', reason('signInNoClaim', { claim: settings.userIdClaim }));
    return text;
  }

  function cancel(): void {
    attempt?.cancel();
    attempt?.loopback?.close();
    attempt = null;
    changed.emit();
  }

  async function endAtProvider(session: ReturnType<typeof sessions.forget>): Promise<void> {
    try {
      const refreshToken = session?.refreshToken ?? null;
      if (refreshToken !== null) await provider.revoke(refreshToken);
      const page = await provider.endSession(session?.tokens?.idToken ?? null);
      if (page !== null) await deps.openBrowser?.(page.href);
    } catch (error) {
      log.warn('the session could not be ended at the provider', {
        reason: error instanceof SignInError ? error.reason.code : errorKind(error),
      });
    }
  }

  const stopListening = [
    agent.signedIn.on(() => {
      switched.emit();
      changed.emit();
    }),
    sessions.changed.on(() => changed.emit()),
  ];

  return {
    tokens: { read, refused },
    view,
    changed,
    switched,
    begin,
    cancel,
    out() {
      cancel();
      const userId = current();
      const session = userId === null ? null : sessions.forget(userId);
      isOut = true;
      readFor = null;
      say(null);
      switched.emit();
      ending = endAtProvider(session);
    },
    carries: (userId) => readFor !== null && sameAgent(readFor, userId),
    stop() {
      cancel();
      sessions.stop();
      for (const stop of stopListening) stop();
    },
  };
}

function asSignInError(error: unknown): SignInError {
  return error instanceof SignInError
    ? error
    : new SignInError('away', reason('signInProviderFaulty', { host: '', words: errorKind(error) }));
}
