import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import { createSecrets, type Secrets } from '#main/secrets/secrets.ts';
import { createVault } from '#main/secrets/vault.ts';
import { clearSecrets, keyStoreNames, usesTokens } from '#main/settings/setting-secrets.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { SignIn } from '#main/sign-in/sign-in.ts';
import type { AskedSecret, SignInView } from '#shared/contract/sign-in.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { CurrentAgent } from './current-agent.ts';

/** What shows LCM, a proxy and the provider who this is. */
export interface Identity {
  readonly secrets: Secrets;
  /** Null if the settings name no provider. */
  readonly signIn: SignIn | null;
  /** Null if the settings name no provider. */
  signInView(): SignInView | null;
  /** The secrets that the key store is to hold; none if there is no key store. */
  asked(): AskedSecret[];
  /**
   * Keeps a secret that the settings name in the key store.
   *
   * @throws NotAllowedError if they name no such, NotSavedError
   */
  readonly give: (name: string, text: string) => void;
  /** @throws NotAllowedError if the provider says who the agent is */
  requireOwnNaming(): void;
  /** Whether the link may carry what that agent entered. */
  readonly carries: (agent: string) => boolean;
  readonly changed: Signal<void>;
  /** Lets the link connect anew when there is another token or secret. */
  follow(session: Pick<LcmSession, 'state' | 'redial'>): void;
  stop(): void;
}

export async function createIdentity(deps: {
  readonly dataDir: string;
  readonly settings: Settings;
  readonly keyProtector: KeyProtector;
  readonly agent: CurrentAgent;
  readonly openBrowser: ((url: string) => Promise<void>) | null;
  readonly system: SystemNetwork;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Identity> {
  const { dataDir, settings, keyProtector, agent, openBrowser, system, clock, log } = deps;
  const changed: Signal<void> = createSignal();
  const vault = createVault(dataDir, keyProtector, log);
  const names = keyStoreNames(settings);
  const inClear = clearSecrets(settings);
  if (inClear.length > 0)
    log.warn('secrets stand in the settings in clear text', { paths: inClear.join(', ') });

  const withoutTokens = createSecrets({ vault, tokens: null });
  const isSetUp = settings.signIn.issuer !== '' && settings.signIn.clientId !== '';
  const signIn = isSetUp
    ? (await import('#main/sign-in/at-provider.ts')).signInAtProvider({
        settings: settings.signIn,
        lcm: settings.lcm,
        secrets: withoutTokens,
        vault,
        openBrowser,
        agent,
        agentOfSettings: settings.agent.userId,
        system,
        clock,
        log,
      })
    : null;
  const showsTokens = usesTokens(settings);
  const holds = signIn !== null && showsTokens && settings.signIn.leftByOthers === 'hold';

  vault.changed.on(() => changed.emit());
  signIn?.changed.on(() => changed.emit());

  return {
    secrets: createSecrets({ vault, tokens: signIn?.tokens ?? null }),
    signIn,
    signInView: () => signIn?.view() ?? null,
    asked: () => (vault.available ? names.map((name) => ({ name, given: vault.has(name) })) : []),
    give(name, text) {
      if (!vault.available || !names.includes(name))
        throw new NotAllowedError(reason('secretNotAsked', { name }));
      vault.write(name, text);
    },
    requireOwnNaming() {
      if (signIn?.view().naming === true) throw new NotAllowedError(reason('signInByProvider'));
    },
    carries: (userId) => !holds || userId === '' || signIn.carries(userId),
    changed,
    follow(session) {
      vault.changed.on((name) => {
        if (names.includes(name)) session.redial('a secret was given');
      });
      if (!showsTokens) return;
      signIn?.switched.on(() => {
        const userId = agent.userId();
        const isUsed = userId !== null && signIn.carries(userId) && signIn.view().status === 'in';
        if (session.state().status !== 'connected' || !isUsed) session.redial('the sign-in changed');
      });
    },
    stop: () => signIn?.stop(),
  };
}
