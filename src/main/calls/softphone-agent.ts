import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { isSameAgent } from './dialects/agents.ts';

/** Who is signed in at the softphone, as far as the bus tells it. Nobody is signed in here because of it. */
export interface SoftphoneAgent {
  readonly hear: (name: string) => void;
  /** Null if the bus has told no name, or tells those of several agents. */
  readonly name: () => string | null;
  readonly changed: Signal<void>;
}

/** Two agents sign in after each other at one softphone. More within this time, in milliseconds, share a bus. */
const SHIFT = 10 * 60_000;

/**
 * The bus may be that of a whole site, where every agent's state is told. Such a bus shows itself: a name comes back
 * after another one, or a third one comes soon. Then no name is believed any more.
 */
export function createSoftphoneAgent(clock: Clock): SoftphoneAgent {
  const changed: Signal<void> = createSignal();
  /** The last names, newest last, and when each was told last, on the monotonic clock. At most three. */
  let heard: { readonly name: string; readonly at: number }[] = [];
  let isShared = false;

  return {
    changed,
    name: () => (isShared ? null : (heard.at(-1)?.name ?? null)),
    hear(name) {
      if (isShared) return;
      const at = clock.monotonic();
      const latest = heard.at(-1);
      const earlier = heard.filter((each) => at - each.at < SHIFT);
      if (latest !== undefined && isSameAgent(latest.name, name)) {
        heard = [...heard.slice(0, -1), { name: latest.name, at }];
        return;
      }
      isShared = earlier.length >= 2 || earlier.some((each) => isSameAgent(each.name, name));
      heard = isShared ? [] : [...earlier, { name, at }];
      changed.emit();
    },
  };
}
