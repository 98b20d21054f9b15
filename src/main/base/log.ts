/** Facts in a log line: ids, counts and codes. Never comments, phone numbers, LCM keys or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the core logs. The composition root decides where the lines go. A message has the same words each time. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Logs nothing: for checks that tell what they find another way, and for tests. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/**
 * A log for what happens before the log file is open: it keeps its lines, and hands them and all later ones on.
 *
 * @returns also `writeTo`, to be called once
 */
export function waitingLog(): Log & { writeTo(log: Log): void } {
  const waiting: ((log: Log) => void)[] = [];
  let target: Log | null = null;
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (...line) => {
      if (target === null) waiting.push((log) => log[level](...line));
      else target[level](...line);
    };
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    writeTo(log) {
      target = log;
      for (const hand of waiting.splice(0)) hand(log);
    },
  };
}

/** How many lines of one message are written at once. Later ones are counted. */
const AT_ONCE = 5;

/** After how long the count is written, in milliseconds. Twice as long each time, while the message goes on. */
const PERIOD = { first: 60_000, longest: 3_600_000 };

interface Repeats {
  /** How many lines may still be written at once. */
  left: number;
  counted: number;
  /** The fields of the last line that was counted. */
  last: LogFields | undefined;
  readonly end: () => void;
}

/**
 * A log in which one message cannot push everything else out of a file of limited size: after a few lines its repeats
 * are counted, whatever their fields, and written as one line with the fields of the last.
 *
 * @returns also `flush`, which writes all counts now
 */
export function summingLog(log: Log): Log & { flush(): void } {
  const known = new Map<string, Repeats>();

  function begin(level: keyof Log, message: string, left: number, period: number): Repeats {
    const key = `${level} ${message}`;
    const timer = setTimeout(end, period).unref();
    const repeats: Repeats = { left, counted: 0, last: undefined, end };
    known.set(key, repeats);
    return repeats;

    function end(): void {
      clearTimeout(timer);
      known.delete(key);
      const { counted, last } = repeats;
      if (counted === 0) return;
      log[level](message, { ...last, repeated: counted });
      begin(level, message, 0, Math.min(2 * period, PERIOD.longest));
    }
  }

  const write =
    (level: keyof Log): Log[keyof Log] =>
    (message, ...fields) => {
      const repeats = known.get(`${level} ${message}`) ?? begin(level, message, AT_ONCE, PERIOD.first);
      if (repeats.left > 0) {
        repeats.left -= 1;
        log[level](message, ...fields);
        return;
      }
      repeats.counted += 1;
      [repeats.last] = fields;
    };

  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    flush() {
      for (const { end } of [...known.values()]) end();
    },
  };
}
