import { waitFor } from '@testing-library/vue';
import { afterEach, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { useApp } from '../../../../src/renderer/api/app.ts';
import { setLanguage } from '../../../../src/renderer/i18n/i18n.ts';
import { setCustoms, tags } from '../../../../src/renderer/i18n/region.ts';
import { useFormats, type Formats } from '../../../../src/renderer/i18n/use-formats.ts';
import { useLanguage } from '../../../../src/renderer/i18n/use-language.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';
import { show } from '../screen.ts';

const readable = navigator.languages;

afterEach(async () => {
  setCustoms({ region: null, clock: 'system', readable });
  await setLanguage('en');
});

/** A window on a machine in that region. */
function openWindow(region: string | null) {
  const core = createScriptedCore(makeState({ region }));
  let formats: Formats | null = null;
  const Frame = defineComponent(() => {
    useLanguage();
    formats = useFormats();
    const app = useApp();
    return () => h('p', app.state === null ? '' : 'ready');
  });
  show(Frame, core);
  core.present(true);
  const shown = (): string =>
    [formats!.clockTime('14:05'), formats!.date('2026-11-27'), formats!.number(1234.5)]
      .join(' | ')
      .replace(/\s/gu, ' ');
  return { core, shown, locale: () => formats!.locale() };
}

it.each([
  ['und-DE', '14:05 | Fri, 27 Nov | 1.234,5'],
  ['und-US', '2:05 PM | Fri, Nov 27 | 1,234.5'],
  // A machine that tells none: the browser's languages are en-US.
  [null, '2:05 PM | Fri, Nov 27 | 1,234.5'],
])('English words on a machine in %s are shown as %s', async (region, expected) => {
  const { shown } = openWindow(region);
  await waitFor(() => expect(shown()).toBe(expected));
});

it('a format is made once for all that show it, and anew for another language', async () => {
  const first = openWindow('und-DE');
  await waitFor(() => expect(first.shown()).toContain('14:05'));
  const second = openWindow('und-DE');
  // The region is looked up once for each window.
  expect(second.locale()).toBe(first.locale());
  const made = [vi.spyOn(Intl, 'DateTimeFormat'), vi.spyOn(Intl, 'NumberFormat')];
  expect(second.shown()).toBe(first.shown());
  expect(made.map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  await setLanguage('de');
  expect(second.shown()).toContain('Fr');
  expect(made[0]?.mock.calls.length).toBeGreaterThan(0);
  vi.restoreAllMocks();
});

it('the clock that the agent prefers holds at once', async () => {
  const { core, shown } = openWindow('und-US');
  await waitFor(() => expect(shown()).toContain('2:05 PM'));
  core.change({ preferences: { ...DEFAULT_PREFERENCES, clock: 'h23' } });
  await waitFor(() => expect(shown()).toBe('14:05 | Fri, Nov 27 | 1,234.5'));
  core.change({ preferences: { ...DEFAULT_PREFERENCES, clock: 'h23', language: 'de' } });
  await waitFor(() => expect(shown()).toBe('14:05 | Fr., 27. Nov. | 1,234.5'));
});

it('a change that is not about the language leaves the document and its formats as they are', async () => {
  const { core, shown } = openWindow('und-DE');
  await waitFor(() => expect(shown()).toContain('14:05'));
  const before = tags.value;
  // Each writing of the language, also of the same one, has the browser find the style of every element anew.
  const writings = new MutationObserver(() => {});
  writings.observe(document.documentElement, { attributes: true });
  core.change({ lcmAheadMs: 5 });
  core.change({ calls: [makeCall('A')] });
  await nextTick();
  expect(writings.takeRecords()).toEqual([]);
  expect(tags.value).toBe(before);
  writings.disconnect();
});
