type LaterFields = typeof import('./later-fields.ts');

let loading: Promise<LaterFields> | null = null;

/**
 * Loads the fields that few calls need. All who wait for them wait for the same promise, and go on in the order in which they asked:
 * who focuses a field after who draws it.
 */
export function loadLaterFields(): Promise<LaterFields> {
  loading ??= import('./later-fields.ts').catch((error: unknown) => {
    // The next who needs them asks again.
    loading = null;
    throw error;
  });
  return loading;
}
