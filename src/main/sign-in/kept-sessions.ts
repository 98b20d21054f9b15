import { createHash } from 'node:crypto';
import { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { agentKey } from '#main/base/viewer.ts';
import type { Vault } from '#main/secrets/vault.ts';
import type { SignInSettings } from './sign-in-settings.ts';

const keptSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  userId: z.string(),
  /** The claim `sub` of the agent. */
  subject: z.string(),
  refreshToken: z.string(),
});
/** What outlives a restart of an agent's session at the provider. It is good at that provider alone. */
type KeptSession = Omit<z.infer<typeof keptSchema>, 'issuer' | 'clientId'>;

/** The sessions of the agents of this desktop, in the key store. Without a key store none is kept. */
export function keptSessions(vault: Vault, { issuer, clientId }: SignInSettings) {
  const nameOf = (userId: string): string => {
    const whole = JSON.stringify([issuer, clientId, agentKey(userId)]);
    return `sign-in ${createHash('sha256').update(whole).digest('hex').slice(0, 24)}`;
  };
  return {
    read(userId: string): KeptSession | null {
      const text = vault.read(nameOf(userId));
      if (text === null) return null;
      const kept = orElse(() => keptSchema.parse(JSON.parse(text)), null);
      return kept?.issuer === issuer && kept.clientId === clientId ? kept : null;
    },
    /** @throws NotSavedError */
    write(session: KeptSession): void {
      if (vault.available)
        vault.write(nameOf(session.userId), JSON.stringify({ issuer, clientId, ...session }));
    },
    remove: (userId: string): void => vault.remove(nameOf(userId)),
  };
}
