import { readTime } from '../../wall-clock.ts';
import {
  tokenAt,
  wordAt,
  type Place,
  type Reading,
  type Rule,
  type HalfOfDay,
  type Parsed,
} from '../rule.ts';
import { timed } from './clock-time.ts';

/** "2:30pm", "2.30 p.m.", "5 बजे शाम", and "शाम 5", which names the half first. */
export const halfDayTime: Rule = (place, parsed) => {
  const token = tokenAt(place, 0);
  const { half, taken } = halfAt(place, 1);
  const of = half ?? parsed.half?.of;
  if (of === undefined) return null;
  const held = half === null && parsed.half !== null ? { half: { ...parsed.half, isTaken: true } } : {};
  const finish = (hour: string, minute: string, typed: string): Reading => {
    // "शाम 17:30", "heute Abend 18 Uhr": an hour beyond 12 is read by the 24-hour clock.
    const reading = timed(parsed, inHalf(hour, minute, of) ?? typed, 1 + taken);
    if (reading === null || typeof reading === 'string') return reading;
    const end = reading.parsed.end ?? null;
    const moved = end !== null && parsed.isStartOpen && of === 'pm' ? afternoonStart(parsed, end) : {};
    return { taken: reading.taken, parsed: { ...reading.parsed, ...moved, ...held, isStartOpen: false } };
  };
  if (token?.kind === 'pair') return finish(token.first, token.second, token.text);
  if (token?.kind !== 'number' || !Number.isInteger(token.value)) return null;
  return finish(token.digits, '00', half === null ? `${token.digits}:00` : token.text);
};

/** "शाम": the half of the day, named before the time. */
export const halfOfDay: Rule = (place) => {
  const word = wordAt(place, 0);
  return word === 'am' || word === 'pm' ? { taken: 1, parsed: { half: { of: word, isTaken: false } } } : null;
};

/** The half of the day there, and the number of its tokens together with an "o’clock" before or after it. */
function halfAt(place: Place, ahead: number): { half: HalfOfDay | null; taken: number } {
  const before = wordAt(place, ahead) === 'oclock' ? 1 : 0;
  const half = wordAt(place, ahead + before);
  if (half !== 'am' && half !== 'pm') return { half: null, taken: before };
  const after = wordAt(place, ahead + before + 1) === 'oclock' ? 1 : 0;
  return { half, taken: before + 1 + after };
}

/** "2-3pm": the start is in the afternoon too if it is then still before the end. */
function afternoonStart({ start }: Parsed, end: string): Partial<Parsed> {
  const [hour = '', minute = ''] = start?.split(':') ?? [];
  const later = inHalf(hour, minute, 'pm');
  const time = later === null ? null : readTime(later);
  return time !== null && time <= end ? { start: time } : {};
}

function inHalf(hour: string, minute: string, half: HalfOfDay): string | null {
  const value = Number(hour);
  if (value < 1 || value > 12) return null;
  return `${(value % 12) + (half === 'pm' ? 12 : 0)}:${minute.padStart(2, '0')}`;
}
