import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { isSameAgent } from './dialects/agents.ts';
import type { SoftphoneLogin } from './dialects/signed-in.ts';

/** Who is signed in at the softphone, as far as the bus tells it. Nobody is signed in here because of it. */
export interface SoftphoneAgent {
  readonly hear: (login: SoftphoneLogin) => void;
  /** Null if the bus has told no name, or tells those of several agents. */
  readonly name: () => string | null;
  /** What the softphone calls the agent who is signed in here, if one of its events had their user id among the names. */
  readonly ownNames: () => readonly string[];
  readonly changed: Signal<void>;
}

/** Two agents sign in after each other at one softphone. More within this time, in milliseconds, share a bus. */
const SHIFT = 10 * 60_000;

/**
 * The bus may be that of a whole site, where every agent's state is told. Such a bus shows itself: a name comes back
 * after another one, or a third one comes soon. Then no name is believed any more.
 *
 * @param agent the user id of the agent who is signed in here; null if nobody is
 */
export function createSoftphoneAgent(clock: Clock, agent: () => string | null): SoftphoneAgent {
  const changed: Signal<void> = createSignal();
  /** The last logins, newest last, and when each was told last, on the monotonic clock. At most three. */
  let heard: { readonly login: SoftphoneLogin; readonly at: number }[] = [];
  let isShared = false;
  let own: { readonly agent: string; readonly names: readonly string[] } | null = null;

  const isOf = ({ names }: SoftphoneLogin, userId: string): boolean =>
    names.some((name) => isSameAgent(name, userId));

  return {
    changed,
    name: () => (isShared ? null : (heard.at(-1)?.login.loginName ?? null)),
    ownNames() {
      const userId = agent();
      if (userId === null) return [];
      if (own?.agent === userId) return own.names;
      // The softphone may have told it before they signed in here.
      const told = heard.findLast(({ login }) => isOf(login, userId));
      if (told !== undefined) own = { agent: userId, names: told.login.names };
      return told?.login.names ?? [];
    },
    hear(login) {
      const userId = agent();
      if (userId !== null && isOf(login, userId)) own = { agent: userId, names: login.names };
      if (isShared) return;
      const at = clock.monotonic();
      const isIt = (each: (typeof heard)[number]): boolean =>
        isSameAgent(each.login.loginName, login.loginName);
      const latest = heard.at(-1);
      const earlier = heard.filter((each) => at - each.at < SHIFT);
      if (latest !== undefined && isIt(latest)) {
        heard = [...heard.slice(0, -1), { login: latest.login, at }];
        return;
      }
      isShared = earlier.length >= 2 || earlier.some(isIt);
      heard = isShared ? [] : [...earlier, { login, at }];
      changed.emit();
    },
  };
}
