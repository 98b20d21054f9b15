import { createSignal, type Signal } from '#main/base/signal.ts';
import { agentFile } from '#main/settings/agent-file.ts';
import { agentPreferences } from '#main/settings/agent-preferences.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import { heldPreferences, type HeldSetting } from '#shared/contract/held-settings.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { PreferenceChange, Preferences } from '#shared/contract/preferences.ts';
import { sameAgent } from '#main/base/viewer.ts';

/** Who is signed in at this desktop, and what they prefer; both are kept in the data folder. */
export interface CurrentAgent {
  /** The `UserID`, or null if nobody is signed in. */
  readonly userId: () => string | null;
  /** @throws NotSavedError, and NotAllowedError if the site says who the agent is; then nothing changed */
  readonly signIn: (userId: string) => void;
  readonly preferences: () => Preferences;
  /** The keys of their shortcuts that cannot be on this system; the defaults apply instead. */
  readonly forbiddenKeys: () => string[];
  /** @throws NotSavedError; then nothing changed */
  readonly changePreferences: (change: PreferenceChange) => void;
  /** Somebody signed in. */
  readonly signedIn: Signal<SignedIn>;
  readonly preferencesChanged: Signal<void>;
}

export interface SignedIn {
  /** Whether another agent was signed in before. */
  readonly inPlaceOfAnother: boolean;
}

/**
 * At a start it is the agent of the settings, else whoever signed in last to the same LCM. A name from the demo counts in
 * the demo alone. Another name than that of the settings holds until Afterword is closed.
 *
 * @param demo whether the LCM is the demo
 * @param held what the site has locked: then the agent's own choice does not count
 */
export function currentAgent(
  dataDir: string,
  { agent: { userId: agentOfSettings }, lcm }: Pick<Settings, 'agent' | 'lcm'>,
  demo: boolean,
  held: () => readonly HeldSetting[] = () => [],
): CurrentAgent {
  const file = agentFile(dataDir, demo ? 'demo' : lcm.url);
  const kept = agentPreferences(dataDir);
  const signedIn = createSignal<SignedIn>();
  const preferencesChanged: Signal<void> = createSignal();
  let agent = agentOfSettings || file.read();
  return {
    signedIn,
    preferencesChanged,
    userId: () => agent,
    signIn(userId) {
      if (held().includes('agent.userId') && !sameAgent(agentOfSettings, userId))
        throw new NotAllowedError(reason('setBySite'));
      file.write(userId);
      const inPlaceOfAnother = agent !== null && !sameAgent(agent, userId);
      agent = userId;
      signedIn.emit({ inPlaceOfAnother });
    },
    preferences: () => heldPreferences(kept.of(agent), held()),
    forbiddenKeys: () => kept.forbiddenKeys(agent),
    changePreferences(change) {
      kept.change(agent, change);
      preferencesChanged.emit();
    },
  };
}
