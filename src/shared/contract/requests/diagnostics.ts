import { type } from '../type-only.ts';
import { noInput, type RequestRows } from './row.ts';

export const diagnosticsRequests = {
  /** Gathers what support needs to know of this desktop, without anything of a person: a zip archive in Base64, and its name. */
  makeDiagnostics: { input: noInput, output: type<{ readonly name: string; readonly zip: string }>() },
} as const satisfies RequestRows;
