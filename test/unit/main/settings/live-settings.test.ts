import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineFile } from '#main/site/machine-file.ts';
import { liveSettings, type LiveSettings } from '#main/settings/live-settings.ts';
import { allSources, isLocked, loadSettings } from '#main/settings/settings-file.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

let folder: string;
let clock: FakeClock;
let live: LiveSettings;
let told: number;

const LOOK = 3_000;
const URL = 'https://lcm.example.com';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-live-'));
  clock = createFakeClock();
});
afterEach(() => {
  live.stop();
  rmSync(folder, { recursive: true });
});

/** Writes the user's file, whole; a text as it is. */
function user(value: unknown): void {
  writeFileSync(join(folder, 'settings.json'), typeof value === 'string' ? value : JSON.stringify(value));
}
function site(value: unknown): void {
  writeFileSync(join(folder, 'site.json'), typeof value === 'string' ? value : JSON.stringify(value));
}

/** Lets the places be looked at so many times. */
function looks(count: number): void {
  for (let look = 0; look < count; look += 1) clock.pass(LOOK);
}

function start(): LiveSettings {
  const places = [machineFile(join(folder, 'site.json'))];
  const load = () => loadSettings(folder, places, false);
  live = liveSettings({ started: load(), sources: allSources(folder, places), load, clock });
  told = 0;
  live.changed.on(() => (told += 1));
  live.watch();
  return live;
}

describe('a change of the settings while Afterword runs', () => {
  it('is taken where it is harmless, by whoever keeps a group of them', () => {
    user({ lcm: { url: URL } });
    const { settings } = start();
    const { form, history, callbacks } = settings;
    expect(form.commentLimit).toBe(4_000);
    user({
      lcm: { url: URL },
      form: { commentLimit: 99 },
      history: { yourDay: false },
      callbacks: { remindMinutes: 9 },
    });
    looks(2);
    expect(form.commentLimit).toBe(99);
    expect({ ...form }).toMatchObject({ commentLimit: 99 });
    expect(history.yourDay).toBe(false);
    expect(callbacks.remindMinutes).toBe(9);
    expect(live.waits()).toBe(false);
    expect(told).toBe(1);
    looks(10);
    expect(told).toBe(1);
  });

  it.each([
    ['the link', { lcm: { url: 'https://other.example.com' } }],
    ['the deletion of history', { lcm: { url: URL }, history: { retentionDays: 1 } }],
    ['the trees of outcomes', { lcm: { url: URL }, form: { parentsChoosable: false } }],
  ])('that concerns %s waits for the next start', (_what, value) => {
    user({ lcm: { url: URL } });
    const { settings } = start();
    const before = structuredClone({
      ...settings,
      form: { ...settings.form },
      history: { ...settings.history },
    });
    user(value);
    looks(2);
    expect(live.waits()).toBe(true);
    expect(settings.lcm).toEqual(before.lcm);
    expect(settings.history.retentionDays).toBe(before.history.retentionDays);
    expect(settings.form.parentsChoosable).toBe(true);
    user({ lcm: { url: URL } });
    looks(2);
    expect(live.waits()).toBe(false);
  });

  it('that is half written is not read before it stays the same', () => {
    user({ lcm: { url: URL } });
    start();
    const text = JSON.stringify({ lcm: { url: URL }, form: { commentLimit: 99 } });
    for (let length = 10; length < text.length; length += 10) {
      user(text.slice(0, length));
      clock.pass(LOOK);
      expect(live.loaded().faults).toEqual([]);
    }
    user(text);
    clock.pass(LOOK);
    expect(told).toBe(0);
    clock.pass(LOOK);
    expect(live.settings.form.commentLimit).toBe(99);
  });

  it('that is faulty changes nothing and is told, until it is mended', () => {
    user({ lcm: { url: URL }, form: { commentLimit: 50 } });
    site({ locked: { form: { commentCount: 'characters' } } });
    start();
    user({ lcm: { url: URL }, form: { commentLimit: 'many', maskNumbers: false } });
    looks(2);
    expect(live.loaded().faults).toMatchObject([{ path: 'form.commentLimit' }]);
    expect(live.settings.form).toMatchObject({
      commentLimit: 50,
      maskNumbers: true,
      commentCount: 'characters',
    });
    site('{');
    looks(2);
    expect(live.settings.form.commentCount).toBe('characters');
    expect(isLocked(live.loaded(), 'form.commentCount')).toBe(true);
    user({ lcm: { url: URL }, form: { commentLimit: 60 } });
    site({ locked: { form: { commentCount: 'utf8Bytes' } } });
    looks(2);
    expect(live.loaded().faults).toEqual([]);
    expect(live.settings.form).toMatchObject({ commentLimit: 60, commentCount: 'utf8Bytes' });
  });

  it('by a site that begins to manage the machine waits, since the demo ends with it', () => {
    start();
    expect(live.waits()).toBe(false);
    site({});
    looks(2);
    expect(live.loaded().managed).toBe(true);
    expect(live.waits()).toBe(true);
  });

  it('is read at once if somebody asks', () => {
    user({ lcm: { url: URL } });
    start();
    truncateSync(join(folder, 'settings.json'));
    live.read();
    expect(live.loaded().faults).toMatchObject([{ path: '', reason: { code: 'notJson' } }]);
    expect(live.settings.lcm.url).toBe(URL);
  });
});
