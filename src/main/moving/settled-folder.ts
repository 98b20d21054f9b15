import type { Log } from '#main/base/log.ts';

/** What the agent, and whoever looks after the machine, should know about the data folder. */
export type FolderNews =
  /** The data could not be moved, and are used where they are. `why`: a code of the system. */
  | { readonly code: 'dataNotMoved'; readonly params: { readonly folder: string; readonly why: string } }
  /** Other data lie in this folder, which are not used. */
  | { readonly code: 'dataLeftBehind'; readonly params: { readonly folder: string } };

/** The data folder of this start. */
export interface SettledFolder {
  readonly path: string;
  readonly news: FolderNews | null;
  /** The folder that is not used although there are data in it, as it is now; null if there is none. Does not throw. */
  readonly other: () => string | null;
  /** Everything that happened, for the log. */
  tell(log: Log): void;
  /** The core has opened the data there: what was moved is removed from the old folder. Does not throw. */
  opened(log: Log): void;
  /** The core could not open them: both folders stay as they are. */
  unopened(): void;
}

/** A folder that holds all the data there are, so that nothing is to be done. */
export function settledAt(path: string): SettledFolder {
  return { path, news: null, other: () => null, tell() {}, opened() {}, unopened() {} };
}
