/**
 * An outcome list for a call. `fetchedAt` is when LCM last sent it (null: never), `refreshing` whether LCM is being
 * asked now, `failure` why it last did not answer. `assumed` means that LCM has not yet been asked for this call and
 * the list is the last campaign's. `campaign` is the call's, as far as LCM has named it. `ignored` counts unreadable rows.
 *
 * `version` is equal for equal rows and '' for none; `count` says how many there are. `packed` are the rows as `packLine`
 * makes them, or null if the screen said that it has this version.
 */
export interface OutcomeList {
  readonly listKey: string;
  readonly version: string;
  readonly count: number;
  readonly packed: string | null;
  readonly fetchedAt: number | null;
  readonly refreshing: boolean;
  readonly assumed: boolean;
  readonly campaign: string | null;
  readonly failure: string | null;
  readonly ignored: number;
}
