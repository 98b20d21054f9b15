import { z } from 'zod';
import { idSchema, noControlCharacters, noInput, noOutput, type RequestRows } from './row.ts';

/** Requests about what shows LCM, a proxy and the site's provider who this is. */
export const identityRequests = {
  /**
   * Begins the sign-in at the site's provider, in the system's browser; the state tells how it goes. `same`: only the agent
   * who is signed in here may come back.
   */
  beginSignIn: { input: z.strictObject({ as: z.enum(['same', 'another']) }), output: noOutput },
  /** No longer waits for the browser. */
  cancelSignIn: { input: noInput, output: noOutput },
  /** Ends the agent's session, here and at the provider. */
  signOut: { input: noInput, output: noOutput },
  /** Keeps a secret of the settings in the key store. Errors `notAllowed` if they name none of that name, `notSaved`. */
  giveSecret: {
    input: z.strictObject({ name: idSchema, text: z.string().min(1).max(8_192).check(noControlCharacters) }),
    output: noOutput,
  },
} as const satisfies RequestRows;
