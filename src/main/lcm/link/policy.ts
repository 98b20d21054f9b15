/** Times the session keeps, in milliseconds; those an agent may want to change are in the settings instead. */
export interface SessionPolicy {
  /** How long one transport may take to open. */
  readonly connectTimeoutMs: number;
  /** How long a link must have been up before its loss counts as the first one again. */
  readonly stableMs: number;
  /** How long after its time limit a request may still be answered, and must not be mistaken for another. */
  readonly graceMs: number;
}

export const DEFAULT_POLICY: SessionPolicy = {
  connectTimeoutMs: 8_000,
  stableMs: 5_000,
  graceMs: 10_000,
};
