/** Facts beside a message: ids, counts and codes. Never comments, phone numbers, LCM keys or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the core writes what happened. The composition root decides what stands behind it. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing: for tests and benches. @internal */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
