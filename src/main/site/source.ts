import type { Reason } from '#shared/reasons/reason.ts';

/** The kinds of places that hold settings, beside Afterword's own defaults. */
export type SourceKind = 'machineFile' | 'userPolicy' | 'machinePolicy' | 'userFile' | 'environment';

/** What stands in such a place: a text, or values that the system keeps by name; or why it cannot be read. */
export type Found =
  | { readonly bytes: Uint8Array }
  /** `asText`: the place knows no types, so `1` may stand for `true` and a list be written as JSON. */
  | { readonly value: unknown; readonly asText: boolean }
  | { readonly problem: Reason };

/** A place outside the agent's own folder that holds settings. */
export interface SettingsSource {
  readonly kind: SourceKind;
  /** What an administrator knows it by: the path of a file, a key of the registry. */
  readonly name: string;
  /** Null if there is nothing there. Does not throw. */
  find(): Found | null;
  /** Another text whenever something else may be there, and cheap to ask for again and again. Does not throw. */
  mark(): string;
}
