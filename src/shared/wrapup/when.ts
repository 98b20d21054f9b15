import type { CalendarDate } from '@internationalized/date';
import { suggestCallback, type CallbackTimes } from './callback-suggestion.ts';
import { isKnownZone, readDate, readTime, wallTimeAt } from './wall-clock.ts';
import type { WhenLexicon } from './when-words.ts';
import { whenTokens, type WhenToken } from './when-tokens.ts';

/** What a typed time is read against. */
export interface WhenContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA zone whose calendar and clock are meant. */
  readonly zone: string;
  readonly lexicon: WhenLexicon;
  /** Whether 5/6 is the sixth of May where the agent is. */
  readonly monthFirst: boolean;
}

export type WhenReading =
  /** `counted`: so long from now, so that it is an instant whatever the zone. The end is the start where none was typed. */
  | { readonly kind: 'times'; readonly times: CallbackTimes; readonly counted: boolean }
  /** A day without a time, which is not guessed. */
  | { readonly kind: 'needsTime'; readonly date: string }
  /** `part` is what was not understood. */
  | { readonly kind: 'unreadable'; readonly part: string };

/** Longest text that is looked at, in UTF-16 units. */
const LONGEST = 80;
/** Years ahead in which a day and month without a year is looked for: 29 February comes every eighth at the latest. */
const YEARS = 8;

/**
 * Reads a time as people type it: "1430", "2:30pm", "14.30", "tomorrow 10", "in 45 min", "mon 9", "24/12 10:30",
 * "next tue 15:00", "tomorrow 10-11:30". The words come with the lexicon, in any order that leaves no doubt.
 *
 * A time without a day is the next one that the clock shows. A weekday is the next one, today's if its time is still
 * to come; "next" is the one of the calendar week after this (weeks begin on Monday). A day and month without a year
 * are the next ones. "14.30" is a time unless it can only be a date or another time stands beside it.
 */
export function readWhen(text: string, context: WhenContext): WhenReading {
  const { now, zone, lexicon } = context;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST || !isKnownZone(zone)) return unreadable(trimmed);
  const clock = wallTimeAt(now, zone);
  const today = readDate(clock.date);
  if (today === null) return unreadable(trimmed);
  const found = collect(new Collector(whenTokens(trimmed, lexicon), context.monthFirst, today.year));
  if ('unreadable' in found) return unreadable(found.unreadable);
  if (found.minutes !== null) return fromNow(found.minutes, context, trimmed);

  const date = dateOf(found, today, clock.time);
  if (date === null) return unreadable(trimmed);
  if (found.start === null) {
    if (found.day?.kind === 'ahead' && found.day.sameTime) return times(date, clock.time, null);
    return { kind: 'needsTime', date: date.toString() };
  }
  return times(date, found.start, found.end);
}

/** A day as it was typed. */
type Day =
  /** `sameTime`: "in 3 days" with no time means this time of day. */
  | { readonly kind: 'ahead'; readonly days: number; readonly sameTime: boolean }
  | { readonly kind: 'weekday'; readonly index: number; readonly next: boolean }
  | { readonly kind: 'date'; readonly year: number | null; readonly month: number; readonly day: number };

interface Found {
  /** Minutes from now. */
  minutes: number | null;
  day: Day | null;
  start: string | null;
  end: string | null;
}

class NotUnderstood extends Error {}

function collect(collector: Collector): Found | { unreadable: string } {
  try {
    return collector.found();
  } catch (error) {
    if (error instanceof NotUnderstood) return { unreadable: error.message };
    throw error;
  }
}

/** Goes over the tokens once and notes what each adds; what says a thing twice, or nothing, is not understood. */
class Collector {
  readonly #tokens: readonly WhenToken[];
  readonly #monthFirst: boolean;
  readonly #thisYear: number;
  #at = 0;
  #in = false;
  #next = false;
  /** Said before the time, as in "शाम 5 बजे"; it holds for the end as well. */
  #half: 'am' | 'pm' | null = null;
  #isHalfTaken = true;
  #until = false;
  #minutes: number | null = null;
  #daysAhead: number | null = null;
  #sameTime = false;
  #day: Day | null = null;
  #start: string | null = null;
  #end: string | null = null;
  /** The start has no am or pm of its own: "2-3pm". */
  #isOpenHalf = false;

  constructor(tokens: readonly WhenToken[], monthFirst: boolean, thisYear: number) {
    this.#tokens = tokens;
    this.#monthFirst = monthFirst;
    this.#thisYear = thisYear;
  }

  found(): Found {
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token !== undefined) this.#take(token);
    }
    if (this.#next || !this.#isHalfTaken) throw this.#fault();
    if (this.#daysAhead !== null) {
      this.#setDay({ kind: 'ahead', days: this.#daysAhead, sameTime: this.#sameTime });
    }
    const isNothing = this.#minutes === null && this.#day === null && this.#start === null;
    const isBoth = this.#minutes !== null && (this.#day !== null || this.#start !== null);
    if (isNothing || isBoth || (this.#until && this.#end === null)) throw this.#fault();
    return { minutes: this.#minutes, day: this.#day, start: this.#start, end: this.#end };
  }

  #take(token: WhenToken): void {
    switch (token.kind) {
      case 'unknown':
        throw new NotUnderstood(token.text);
      case 'isoDate': {
        const date = readDate(token.date);
        if (date === null) throw new NotUnderstood(token.text);
        this.#setDay({ kind: 'date', year: date.year, month: date.month, day: date.day });
        return;
      }
      case 'dash':
        this.#expectEnd(token.text);
        return;
      case 'pair':
        this.#takePair(token);
        return;
      case 'number':
        this.#takeNumber(token);
        return;
      case 'meaning':
        this.#takeMeaning(token);
    }
  }

  #takeMeaning(token: WhenToken & { kind: 'meaning' }): void {
    const { meaning } = token;
    switch (meaning.kind) {
      case 'in':
        this.#in = true;
        return;
      case 'at':
        return;
      case 'until':
        this.#expectEnd(token.text);
        return;
      case 'next':
        if (this.#peek() === 'weeks') {
          this.#at += 1;
          this.#daysAhead = (this.#daysAhead ?? 0) + 7;
        } else if (this.#day?.kind === 'weekday' && kindOf(this.#tokens[this.#at - 1]) === 'weekday') {
          // "الاثنين القادم"
          this.#day = { ...this.#day, next: true };
        } else this.#next = true;
        return;
      case 'today':
      case 'tomorrow':
      case 'dayAfter': {
        const days = { today: 0, tomorrow: 1, dayAfter: 2 }[meaning.kind];
        this.#setDay({ kind: 'ahead', days, sameTime: false });
        return;
      }
      case 'weekday':
        this.#setDay({ kind: 'weekday', index: meaning.index, next: this.#next });
        this.#next = false;
        return;
      case 'month': {
        const day = this.#number();
        if (day === null) throw new NotUnderstood(token.text);
        this.#setDay({ kind: 'date', year: this.#year(), month: meaning.index, day });
        return;
      }
      case 'minutes':
      case 'hours':
      case 'days':
      case 'weeks':
        this.#takeBareUnit(meaning.kind, token.text);
        return;
      case 'am':
      case 'pm':
        this.#half = meaning.kind;
        this.#isHalfTaken = false;
        return;
      case 'half':
        if (this.#minutes !== null && kindOf(this.#tokens[this.#at - 1]) === 'hours') {
          // "بعد ساعة ونصف"
          this.#minutes += 30;
          return;
        }
        if (!this.#takeUnit(0.5)) throw new NotUnderstood(token.text);
        return;
      case 'one':
        if (!this.#takeUnit(1)) throw new NotUnderstood(token.text);
        return;
      case 'noon':
        this.#setTime('12:00');
        return;
      default:
        throw new NotUnderstood(token.text);
    }
  }

  #takeNumber({ digits, value, text }: WhenToken & { kind: 'number' }): void {
    if (this.#takeUnit(value)) return;
    if (!Number.isInteger(value)) throw new NotUnderstood(text);
    const month = this.#tokens[this.#at + 1];
    if (month?.kind === 'meaning' && month.meaning.kind === 'month') {
      this.#at += 1;
      this.#setDay({ kind: 'date', year: this.#year(), month: month.meaning.index, day: value });
      return;
    }
    const half = this.#takeHalf();
    if (half !== null) {
      this.#setHalfTime(digits, '00', half, text);
      return;
    }
    if (this.#in && this.#minutes === null && this.#daysAhead === null) {
      // "in 45": nobody waits so many hours.
      this.#minutes = value;
      return;
    }
    if (this.#minutes !== null && kindOf(this.#tokens[this.#at - 1]) === 'hours') {
      // "in 1 h 30".
      this.#minutes += value;
      return;
    }
    this.#setTime(digits.length <= 2 ? `${digits}:00` : `${digits.slice(0, -2)}:${digits.slice(-2)}`, text);
  }

  #takePair({ mark, first, second, year, text }: WhenToken & { kind: 'pair' }): void {
    if (mark === '.' && year === null && this.#takeUnit(Number(`${first}.${second}`))) return;
    if (mark === 'h' && (this.#in || this.#minutes !== null)) {
      this.#minutes = (this.#minutes ?? 0) + Number(first) * 60 + Number(second);
      if (this.#peek() === 'minutes') this.#at += 1;
      return;
    }
    if (mark === '/' || year !== null || (mark === '.' && !this.#isDottedTime(first, second))) {
      const [day, month] = this.#dayAndMonth(Number(first), Number(second), mark);
      this.#setDay({ kind: 'date', year: year === null ? this.#year() : fullYear(year), month, day });
      return;
    }
    const half = this.#takeHalf();
    if (half !== null) {
      this.#setHalfTime(first, second, half, text);
      return;
    }
    this.#setTime(`${first}:${second}`, text);
  }

  /** Whether 14.30 is a time: it can be one, and no other token needs the place. */
  #isDottedTime(first: string, second: string): boolean {
    if (second.length !== 2 || readTime(`${first}:${second}`) === null) return false;
    if (this.#day !== null || this.#until || Number(second) === 0 || Number(second) > 12) return true;
    const rest = this.#tokens.slice(this.#at + 1);
    const isTimeToCome = rest.some((token, place) => isTimeLike(token) && !isUntil(rest[place - 1]));
    return this.#start === null && !isTimeToCome;
  }

  #dayAndMonth(first: number, second: number, mark: string): [number, number] {
    // With dots the day comes first everywhere; what can only be a day is one.
    const monthFirst = mark === '/' && this.#monthFirst;
    if (monthFirst ? first <= 12 : second > 12) return [second, first];
    return [first, second];
  }

  /** A unit with no number: "بعد ساعة" is in one hour, "الأسبوع القادم" next week, and "يوم" may stand before a date. */
  #takeBareUnit(unit: 'minutes' | 'hours' | 'days' | 'weeks', text: string): void {
    if (unit === 'weeks' && this.#peek() === 'next') {
      this.#at += 1;
      this.#daysAhead = (this.#daysAhead ?? 0) + 7;
    } else if (this.#in) this.#takeUnit(1, this.#at);
    else if (unit !== 'days' || this.#at + 1 === this.#tokens.length) throw new NotUnderstood(text);
  }

  /** The half of the day that goes with a time, after it or before; with it what says that it is a time. */
  #takeHalf(): 'am' | 'pm' | null {
    if (this.#peek() === 'oclock') this.#at += 1;
    const next = this.#peek();
    if (next === 'am' || next === 'pm') {
      this.#at += 1;
      if (this.#peek() === 'oclock') this.#at += 1;
      return next;
    }
    this.#isHalfTaken = true;
    return this.#half;
  }

  /** Takes a unit of time after a number, if there is one. */
  #takeUnit(amount: number, from = this.#at + 1): boolean {
    let place = from;
    let size = amount;
    // "half an hour", "einer halben Stunde"
    for (let word = kindOf(this.#tokens[place]); word === 'one' || word === 'half';) {
      if (word === 'half') size /= 2;
      place += 1;
      word = kindOf(this.#tokens[place]);
    }
    const unit = kindOf(this.#tokens[place]);
    if (unit === 'minutes' || unit === 'hours') {
      this.#minutes = (this.#minutes ?? 0) + size * (unit === 'hours' ? 60 : 1);
    } else if (unit === 'days' || unit === 'weeks') {
      if (!Number.isInteger(size)) return false;
      this.#daysAhead = (this.#daysAhead ?? 0) + size * (unit === 'weeks' ? 7 : 1);
      this.#sameTime = true;
    } else return false;
    this.#at = place;
    return true;
  }

  #setDay(day: Day): void {
    if (this.#day !== null) throw this.#fault();
    this.#day = day;
  }

  #setTime(text: string, typed = text): void {
    const time = readTime(text);
    if (time === null) throw new NotUnderstood(typed);
    if (this.#start === null) {
      this.#start = time;
      this.#isOpenHalf = time < '12:00';
    } else if (this.#until && this.#end === null) this.#end = time;
    else throw new NotUnderstood(typed);
  }

  #setHalfTime(hour: string, minute: string, half: 'am' | 'pm', typed: string): void {
    const isEnd = this.#start !== null;
    this.#setTime(halfDay(hour, minute, half) ?? typed, typed);
    if (isEnd && this.#isOpenHalf && half === 'pm' && this.#start !== null && this.#end !== null) {
      const later = halfDay(String(Number(this.#start.slice(0, 2))), this.#start.slice(3), 'pm');
      const start = later === null ? null : readTime(later);
      if (start !== null && start <= this.#end) this.#start = start;
    }
    this.#isOpenHalf = false;
  }

  #expectEnd(text: string): void {
    if (this.#start === null || this.#until) throw new NotUnderstood(text);
    this.#until = true;
  }

  /** A number that follows, which is taken. */
  #number(): number | null {
    const next = this.#tokens[this.#at + 1];
    if (next?.kind !== 'number' || !Number.isInteger(next.value)) return null;
    this.#at += 1;
    return next.value;
  }

  /** A year that follows a date, which is taken: this one or the next, since "2030" is a time of day. */
  #year(): number | null {
    const next = this.#tokens[this.#at + 1];
    if (next?.kind !== 'number' || ![this.#thisYear, this.#thisYear + 1].includes(next.value)) return null;
    this.#at += 1;
    return next.value;
  }

  #peek(): string | undefined {
    return kindOf(this.#tokens[this.#at + 1]);
  }

  #fault(): NotUnderstood {
    return new NotUnderstood(this.#tokens.map(({ text }) => text).join(' '));
  }
}

function kindOf(token: WhenToken | undefined): string | undefined {
  return token?.kind === 'meaning' ? token.meaning.kind : undefined;
}

function isTimeLike(token: WhenToken): boolean {
  const isNoon = kindOf(token) === 'noon';
  return isNoon || token.kind === 'number' || (token.kind === 'pair' && token.mark !== '/');
}

function isUntil(token: WhenToken | undefined): boolean {
  return token?.kind === 'dash' || kindOf(token) === 'until';
}

function halfDay(hour: string, minute: string, half: 'am' | 'pm'): string | null {
  const value = Number(hour);
  if (value < 1 || value > 12) return null;
  return `${(value % 12) + (half === 'pm' ? 12 : 0)}:${minute.padStart(2, '0')}`;
}

function fullYear(year: string): number {
  return year.length === 2 ? 2000 + Number(year) : Number(year);
}

function fromNow(minutes: number, { now, zone }: WhenContext, text: string): WhenReading {
  const suggested = minutes > 0 ? suggestCallback(now, zone, minutes) : null;
  return suggested === null ? unreadable(text) : { kind: 'times', times: suggested, counted: true };
}

/** @param clock what the clock shows now */
function dateOf(found: Found, today: CalendarDate, clock: string): CalendarDate | null {
  const { day, start } = found;
  const isOver = start !== null && start <= clock;
  if (day === null) return today.add({ days: isOver ? 1 : 0 });
  switch (day.kind) {
    case 'ahead':
      return day.days > 3_650 ? null : today.add({ days: day.days });
    case 'weekday': {
      const weekday = weekdayOf(today);
      if (day.next) return today.add({ days: 7 - weekday + day.index });
      const days = (day.index - weekday + 7) % 7;
      return today.add({ days: days === 0 && isOver ? 7 : days });
    }
    case 'date': {
      if (day.year !== null) return dateFrom(day.year, day.month, day.day);
      for (let ahead = 0; ahead <= YEARS; ahead += 1) {
        const date = dateFrom(today.year + ahead, day.month, day.day);
        if (date !== null && date.compare(today) >= 0) return date;
      }
      return null;
    }
  }
}

function dateFrom(year: number, month: number, day: number): CalendarDate | null {
  const [y, m, d] = [
    String(year).padStart(4, '0'),
    String(month).padStart(2, '0'),
    String(day).padStart(2, '0'),
  ];
  return readDate(`${y}-${m}-${d}`);
}

/** From Monday, 0. */
function weekdayOf(date: CalendarDate): number {
  return (new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() + 6) % 7;
}

function times(date: CalendarDate, start: string, end: string | null): WhenReading {
  const day = date.toString();
  const until = end ?? start;
  return {
    kind: 'times',
    counted: false,
    times: {
      ...{ startDate: day, startTime: start, startFold: null },
      ...{ endDate: day, endTime: until, endFold: null },
    },
  };
}

function unreadable(part: string): WhenReading {
  return { kind: 'unreadable', part };
}
