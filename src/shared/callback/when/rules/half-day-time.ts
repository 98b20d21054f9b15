import { readTime } from '../../wall-clock.ts';
import { tokenAt, wordAt, type Place, type Reading, type Rule, type HalfOfDay, type Said } from '../rule.ts';
import { timed } from './clock-time.ts';

/** "2:30pm", "2.30 p.m.", "5 बजे शाम", and "शाम 5", which says its half before. */
export const halfDayTime: Rule = (place, said) => {
  const token = tokenAt(place, 0);
  const { half, taken } = halfAt(place, 1);
  const of = half ?? said.half?.of;
  if (of === undefined) return null;
  const held = half === null && said.half !== null ? { half: { ...said.half, isTaken: true } } : {};
  const finish = (hour: string, minute: string, typed: string): Reading => {
    // "शाम 17:30", "heute Abend 18 Uhr": what is no hour of half a day may be one of a whole.
    const reading = timed(said, inHalf(hour, minute, of) ?? typed, 1 + taken);
    if (reading === null || typeof reading === 'string') return reading;
    const end = reading.said.end ?? null;
    const moved = end !== null && said.isStartOpen && of === 'pm' ? afternoonStart(said, end) : {};
    return { taken: reading.taken, said: { ...reading.said, ...moved, ...held, isStartOpen: false } };
  };
  if (token?.kind === 'pair') return finish(token.first, token.second, token.text);
  if (token?.kind !== 'number' || !Number.isInteger(token.value)) return null;
  return finish(token.digits, '00', half === null ? `${token.digits}:00` : token.text);
};

/** "शाम": the half of the day before its time. */
export const halfOfDay: Rule = (place) => {
  const word = wordAt(place, 0);
  return word === 'am' || word === 'pm' ? { taken: 1, said: { half: { of: word, isTaken: false } } } : null;
};

/** The half of the day that stands there, and how many tokens it takes with what says that it goes with a time. */
function halfAt(place: Place, ahead: number): { half: HalfOfDay | null; taken: number } {
  const before = wordAt(place, ahead) === 'oclock' ? 1 : 0;
  const half = wordAt(place, ahead + before);
  if (half !== 'am' && half !== 'pm') return { half: null, taken: before };
  const after = wordAt(place, ahead + before + 1) === 'oclock' ? 1 : 0;
  return { half, taken: before + 1 + after };
}

/** "2-3pm": the start is in the afternoon as well, where that leaves it before the end. */
function afternoonStart({ start }: Said, end: string): Partial<Said> {
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
