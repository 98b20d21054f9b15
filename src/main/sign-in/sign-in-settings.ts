import { z } from 'zod';
import { isSafeUrl } from '#main/lcm/link/address.ts';
import { secretSchema } from '#main/secrets/secret-value.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

/** How agents sign in at the site's OpenID Connect provider: the `signIn` part of the settings file. */
export const signInSchema = z
  .strictObject({
    /** The provider's issuer, as its discovery document names it; '' for no such sign-in. */
    issuer: z
      .string()
      .trim()
      .refine((text) => text === '' || isSafeUrl(text), 'notASafeAddress' satisfies SettingFault)
      .default(''),
    /** The id of Afterword at the provider: a public client for native apps, with the redirect `http://127.0.0.1`. */
    clientId: z.string().trim().default(''),
    /** Only for providers that want one even of a native app. */
    clientSecret: secretSchema.default(''),
    /** Without `offline_access`, most providers give no refresh token. */
    scope: z.string().trim().min(1).default('openid offline_access'),
    /** More parameters of the request, such as `audience`, `resource` or `acr_values`. */
    parameters: z.record(z.string().min(1), z.string()).default({}),
    /** The claim of the ID token that is the agent's `UserID`; '' if agents name themselves as without a provider. */
    userIdClaim: z.string().trim().default(''),
    /** The port on 127.0.0.1 to which the browser comes back; 0 takes a free one, which RFC 8252 asks providers to allow. */
    redirectPort: z.number().int().min(0).max(65_535).default(0),
    redirectPath: z
      .string()
      .regex(/^\/[\w/.~-]*$/, 'needsSlash' satisfies SettingFault)
      .default('/'),
    /** What becomes of what another agent left waiting: it waits for them, or goes out under whoever is signed in. */
    leftByOthers: z.enum(['hold', 'send']).default('hold'),
  })
  .refine(({ issuer, clientId }) => issuer === '' || clientId !== '', {
    path: ['clientId'],
    message: 'settingEmpty' satisfies SettingFault,
  });
export type SignInSettings = z.output<typeof signInSchema>;
