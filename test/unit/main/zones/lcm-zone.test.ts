import { describe, expect, it } from 'vitest';
import { certainZone, readLcmZone } from '#main/zones/lcm-zone.ts';
import { WINDOWS_DISPLAY_NAMES } from '#main/zones/windows-display-names.ts';
import { ianaOfWindows } from '#main/zones/windows-zones.ts';

const NOW = Date.UTC(2026, 0, 15);

describe('a zone that LCM names', () => {
  it.each([
    ['Europe/Madrid', 'Europe/Madrid'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['europe/madrid', 'Europe/Madrid'],
    ['AMERICA/NEW_YORK', 'America/New_York'],
    ['UTC', 'UTC'],
    ['Romance Standard Time', 'Europe/Paris'],
    ['EASTERN STANDARD TIME', 'America/New_York'],
    ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
    ['(UTC-05:00) Eastern Time (US and Canada)', 'America/New_York'],
    ['(UTC-05:00) Eastern Time (US &amp; Canada)', 'America/New_York'],
    ['(GMT-5:00)  eastern time (us & canada)', 'America/New_York'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['(UTC+01:00) Brussels, Copenhagen, Madrid, Paris', 'Europe/Paris'],
    ['(UTC) Dublin, Edinburgh, Lisbon, London', 'Europe/London'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', 'Asia/Kolkata'],
  ])('is certain: %s', (text, iana) => expect(readLcmZone(text, null, NOW)).toEqual({ text, iana }));

  it.each([
    'EST',
    '+05:30',
    '(UTC-05:00)',
    '(UTC-04:00) Eastern Time (US & Canada)',
    'Delhi',
    'Etc/Nowhere',
    '7',
  ])('is only shown: %s', (text) => expect(readLcmZone(text, null, NOW)).toEqual({ text, iana: null }));
});

describe('GMTDeviation', () => {
  it.each([-5, '-5', -4, -300, '-300', -18_000, '-05:00', null, undefined, '', 'west', {}, NaN, 1e9])(
    'agrees with New York: %j',
    (deviation) => expect(readLcmZone('America/New_York', deviation, NOW).iana).toBe('America/New_York'),
  );

  it.each([-5, -4])('agrees with New York on any day of the year: %j', (deviation) => {
    const days = Array.from({ length: 365 }, (_, day) => NOW + day * 86_400_000);
    expect(days.filter((now) => readLcmZone('America/New_York', deviation, now).iana === null)).toEqual([]);
  });

  it.each([5, 0, -6, '300', '-04:30'])('makes New York uncertain: %j', (deviation) => {
    expect(readLcmZone('America/New_York', deviation, NOW)).toEqual({ text: 'America/New_York', iana: null });
  });

  it('may be half an hour, in hours or minutes', () => {
    expect(certainZone('India Standard Time')).toBe('Asia/Kolkata');
    for (const deviation of [5.5, '5.5', 330])
      expect(readLcmZone('India Standard Time', deviation, NOW).iana).toBe('Asia/Kolkata');
  });
});

it('knows an IANA zone for every display name, and no name twice', () => {
  for (const [id, shown] of Object.entries(WINDOWS_DISPLAY_NAMES)) {
    expect(ianaOfWindows(id), id).not.toBeNull();
    expect(ianaOfWindows(shown), shown).toBe(ianaOfWindows(id));
    expect(ianaOfWindows(shown.replace(/^\(.*?\) /, '')), shown).toBe(ianaOfWindows(id));
  }
});
