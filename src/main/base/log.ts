/** Facts in a log line: ids, counts and codes. Never comments, phone numbers, LCM keys or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the core logs. The composition root decides where the lines go. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Logs nothing, for tests and benches. @internal */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
