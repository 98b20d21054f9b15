/** Says why Afterword could not start: the errors of database and settings bring words for people with them. */
export function startupFailure(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
