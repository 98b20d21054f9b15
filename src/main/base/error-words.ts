/** The error's own message. If the message may contain what an agent wrote, use {@link errorKind} instead. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The kind of error, such as `TypeError`, without its message: that may contain what an agent wrote about a person,
 * or what LCM sent.
 */
export function errorKind(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** The code that the system or a library gave the error, such as `ENOENT`; null if it has none. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** The code of the error, or else its kind: both can go into a log or to an administrator. */
export const codeOrKind = (error: unknown): string => errorCode(error) ?? errorKind(error);
