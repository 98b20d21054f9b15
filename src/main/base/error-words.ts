/** What went wrong, as the error says it. Not for errors whose text may tell what an agent wrote: see {@link errorKind}. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What kind of error it is, such as `TypeError`, without its text: that may be what an agent wrote about a person, or
 * what LCM sent.
 */
export function errorKind(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The code that the system or a library gave the error, such as `ENOENT`; null where it has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
