import type { HourSpan } from '../lexicon.ts';
import { tokenAt, wordAt, type Parsed, type Place, type Rule } from '../rule.ts';
import { timed } from './clock-time.ts';

/** "2:30pm", "2.30 p.m.", "5 बजे शाम", and "शाम 5", which names the part of the day first. */
export const timeInPart: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  const { hours: after, taken } = partAt(place, 1);
  const hours = after ?? parsed.part?.hours;
  if (hours === undefined) return null;
  const isPair = token?.kind === 'pair';
  if (!isPair && (token?.kind !== 'number' || !Number.isInteger(token.value))) return null;
  const [hour, minute] = isPair ? [Number(token.first), token.second] : [token.value, '00'];
  // "शाम 17:30", "20 Uhr abends" are read by the 24-hour clock, but "13pm" is a slip.
  if (!isPair && after !== null && taken === 1 && hour > FACE) return 'notUnderstood';
  const meant = hourIn(hours, hour);
  if (meant === null) return 'contradiction';
  const reading = timed(parsed, `${String(meant)}:${minute.padStart(2, '0')}`, 1 + taken);
  if (reading === null || typeof reading === 'string') return reading;
  const end = reading.parsed.end ?? null;
  const moved = end === null ? {} : startInPart(parsed, hours, end);
  const held = after === null && parsed.part !== null ? { part: { ...parsed.part, isTaken: true } } : {};
  return { taken: reading.taken, parsed: { ...reading.parsed, ...moved, ...held, isStartOpen: false } };
};

/** "शाम", named before the time, or after a day: "8 tomorrow evening". */
export const partOfDay: Rule = (place, parsed) => {
  const { hours, taken } = partAt(place, 0);
  if (hours === null) return null;
  if (parsed.start === null || parsed.until) return { taken, parsed: { part: { hours, isTaken: false } } };
  const [hour = NaN] = parsed.start.split(':').map(Number);
  const moved = startInPart(parsed, hours, '24:00');
  const isThere = moved.start !== undefined || (hour >= FACE && hourIn(hours, hour) === hour);
  return isThere ? { taken, parsed: { ...moved, isStartOpen: false } } : 'contradiction';
};

/** The hours of the part of the day there, and the number of its tokens together with an "o’clock" before or after it. */
function partAt(place: Place, ahead: number): { hours: HourSpan | null; taken: number } {
  const before = wordAt(place, ahead) === 'oclock' ? 1 : 0;
  const token = tokenAt(place, ahead + before);
  if (token?.kind !== 'meaning' || token.meaning.kind !== 'partOfDay') return { hours: null, taken: before };
  const after = wordAt(place, ahead + before + 1) === 'oclock' ? 1 : 0;
  return { hours: token.meaning.hours, taken: before + 1 + after };
}

/** "2-3pm": the start is in the afternoon too if it is then still before the end. */
function startInPart({ start, isStartOpen }: Parsed, hours: HourSpan, end: string): Partial<Parsed> {
  const [hour = '', minute = ''] = start?.split(':') ?? [];
  const meant = isStartOpen ? hourIn(hours, Number(hour)) : null;
  const time = `${String(meant).padStart(2, '0')}:${minute}`;
  return meant !== null && time <= end ? { start: time } : {};
}

/** The hours of a clock's face. */
const FACE = 12;

/**
 * The hour on the 24-hour clock that a typed one means in a part of the day; null if it has none, such as "12 in the morning",
 * or two.
 */
function hourIn({ from, to }: HourSpan, typed: number): number | null {
  const readings = typed < 1 || typed > FACE ? [typed] : [typed % FACE, (typed % FACE) + FACE];
  const [hour = null, ...others] = readings.filter((each) => each >= from && each <= to);
  return others.length > 0 ? null : hour;
}
