import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

const name = z.string().min(1).max(1_024);
/** Stands before the secret, such as `Bearer ` in a header. */
const prefix = z.string().max(64).default('');

/** Where a secret comes from, one row for each kind of place. */
const PLACES = {
  /** A variable of the environment. */
  env: name,
  /** A file that holds nothing else. */
  file: name,
  /** The key store of the operating system: the screen asks for it once. */
  keyStore: name,
  /** A token of the agent who has signed in at the site's provider. */
  signIn: z.enum(['accessToken', 'idToken']),
} as const;
export type SecretPlace = keyof typeof PLACES;

const places = Object.keys(PLACES) as SecretPlace[];

const fault: SettingFault = 'notASecret';

/** A setting that names the place of a secret instead of the secret. */
export const secretReferenceSchema = z.union(
  [
    z.strictObject({ env: PLACES.env, prefix }),
    z.strictObject({ file: PLACES.file, prefix }),
    z.strictObject({ keyStore: PLACES.keyStore, prefix }),
    z.strictObject({ signIn: PLACES.signIn, prefix }),
  ],
  { error: fault },
);
export type SecretReference = z.output<typeof secretReferenceSchema>;

/** A secret in clear text, or its place. '' is none. */
export const secretSchema = z.union([z.string(), secretReferenceSchema], { error: fault });
export type Secret = z.output<typeof secretSchema>;

/** Whether a value of free form, such as a member of the handshake, is meant to name the place of a secret. */
export function namesPlace(value: unknown): value is object {
  return typeof value === 'object' && value !== null && places.some((place) => Object.hasOwn(value, place));
}

/** The place and its name of a reference, such as `['env', 'LCM_TOKEN']`. */
export function placeOf(reference: SecretReference): [place: SecretPlace, name: string] {
  const place = places.find((each) => Object.hasOwn(reference, each)) ?? 'env';
  return [place, String(Reflect.get(reference, place))];
}
