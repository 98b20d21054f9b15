import { fireEvent, screen, waitFor } from '@testing-library/vue';
import { afterEach, expect, it } from 'vitest';
import DateInput from '../../../../src/renderer/callback/DateInput.vue';
import TimeInput from '../../../../src/renderer/callback/TimeInput.vue';
import { setLanguage } from '../../../../src/renderer/i18n/i18n.ts';
import { setCustoms } from '../../../../src/renderer/i18n/region.ts';
import type { Language } from '#shared/contract/language.ts';
import { createScriptedCore } from '../scripted-core.ts';
import { show } from '../screen.ts';

const readable = navigator.languages;

afterEach(async () => {
  setCustoms({ region: null, clock: 'system', readable });
  await setLanguage('en');
});

const showTime = (modelValue = '14:05') =>
  show(TimeInput, createScriptedCore(), { id: 'time', label: 'Time', modelValue });
const showDate = (modelValue = '2026-11-27') =>
  show(DateInput, createScriptedCore(), {
    id: 'date',
    label: 'Date',
    modelValue,
    earliest: '2026-11-01',
    latest: '2027-11-01',
  });

const parts = (): HTMLElement[] => screen.getAllByRole('spinbutton');
const spoken = (): string[] =>
  parts().map((part) => `${part.getAttribute('aria-label')} ${part.getAttribute('aria-valuetext')}`);
const lastOf = (emitted: Record<string, unknown[][]>): unknown => emitted['update:modelValue']?.at(-1)?.[0];

it.each<[Language, string, string[], string[]]>([
  ['en', 'und-US', ['month November', 'day 27', 'year 2026'], ['hour 2', 'minute 05', 'AM/PM PM']],
  ['es', 'und-ES', ['día 27', 'mes noviembre', 'año 2026'], ['hora 14', 'minuto 05']],
  ['de', 'und-DE', ['Tag 27', 'Monat November', 'Jahr 2026'], ['Stunde 14', 'Minute 05']],
  ['hi', 'und-IN', ['दिन 27', 'माह नवंबर', 'वर्ष 2026'], ['घंटा 2', 'मिनट 05', 'पूर्वाह्न/अपराह्न pm']],
  ['ar', 'und-EG', ['يوم 27', 'الشهر نوفمبر', 'السنة 2026'], ['الساعات 2', 'الدقائق 05', 'ص/م م']],
])('parts are named in %s, in the order of %s', async (language, region, date, time) => {
  await setLanguage(language);
  setCustoms({ region, clock: 'system', readable });
  const { unmount } = showDate();
  expect(spoken()).toEqual(date);
  unmount();
  showTime();
  expect(spoken()).toEqual(time);
});

it('says that a part is empty, without a number', async () => {
  await setLanguage('de');
  showDate('');
  expect(spoken()).toEqual(['Tag leer', 'Monat leer', 'Jahr leer']);
  expect(parts().map((part) => part.textContent.trim())).toEqual(['Tag', 'Monat', 'Jahr']);
  expect(parts().every((part) => !part.hasAttribute('aria-valuenow'))).toBe(true);
});

it('takes the order and the clock of another region at once', async () => {
  setCustoms({ region: 'und-US', clock: 'system', readable });
  showDate();
  showTime();
  expect(spoken()).toEqual(['month November', 'day 27', 'year 2026', 'hour 2', 'minute 05', 'AM/PM PM']);
  setCustoms({ region: 'und-DE', clock: 'system', readable });
  await waitFor(() => {
    expect(spoken()).toEqual(['day 27', 'month November', 'year 2026', 'hour 14', 'minute 05']);
  });
  setCustoms({ region: 'und-DE', clock: 'h12', readable });
  await waitFor(() => {
    expect(spoken().slice(3)).toEqual(['hour 2', 'minute 05', 'am/pm pm']);
  });
});

it.each([
  ['Arabic', '٢٣٤٥'],
  ['Persian', '۲۳۴۵'],
  ['Devanagari', '२३४५'],
  ['full width', '２３４５'],
])('takes digits in %s', async (_script, digits) => {
  setCustoms({ region: 'und-DE', clock: 'system', readable });
  const { emitted } = showTime();
  parts()[0]!.focus();
  for (const key of digits) await fireEvent.keyDown(document.activeElement!, { key });
  expect(lastOf(emitted())).toBe('23:45');
});

it('takes digits that an input method composed', async () => {
  setCustoms({ region: 'und-DE', clock: 'system', readable });
  const { emitted } = showTime();
  const [hour] = parts();
  hour!.focus();
  // happy-dom has no CompositionEvent.
  const composed = (data: string): Event =>
    Object.assign(new Event('compositionend', { bubbles: true }), { data });
  await fireEvent(hour!, composed('२३'));
  await fireEvent(document.activeElement!, composed('４５'));
  expect(lastOf(emitted())).toBe('23:45');
});

it('leaves shortcuts with such digits alone', async () => {
  const { emitted } = showTime();
  const hour = parts()[0]!;
  hour.focus();
  const heard: string[] = [];
  const hear = ({ key }: KeyboardEvent): unknown => heard.push(key);
  document.addEventListener('keydown', hear, { once: true });
  await fireEvent.keyDown(hour, { key: '١', ctrlKey: true });
  expect(heard).toEqual(['١']);
  expect(lastOf(emitted())).toBeUndefined();
});

it.each<[Language, string, string]>([
  ['en', 'a', 'p'],
  ['ar', 'ص', 'م'],
])('takes the letters of the half of the day in %s', async (language, morning, afternoon) => {
  await setLanguage(language);
  setCustoms({ region: null, clock: 'h12', readable });
  const { emitted } = showTime('14:05');
  const half = parts().at(-1)!;
  half.focus();
  await fireEvent.keyDown(half, { key: morning });
  expect(lastOf(emitted())).toBe('02:05');
  await fireEvent.keyDown(half, { key: afternoon });
  expect(lastOf(emitted())).toBe('14:05');
});
