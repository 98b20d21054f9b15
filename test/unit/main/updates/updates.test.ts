import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import type { Unquiet } from '#main/updates/quiet-moment.ts';
import { triedVersion } from '#main/updates/tried-version.ts';
import type { UpdateSource } from '#main/updates/update-source.ts';
import { createUpdates, type Updates } from '#main/updates/updates.ts';
import { createFakeClock, settled, type FakeClock } from '#test/support/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-updates-'));
  clock = createFakeClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A desktop whose feed, moment and disk a test decides; `done` is what happened, in its order. */
function desktop(mode: 'notify' | 'quiet', replaces = true) {
  const done: string[] = [];
  const site = {
    offers: '1.2.3' as string | null,
    loads: (told: (percent: number) => void): Promise<void> => {
      told(12.5);
      told(100);
      return Promise.resolve();
    },
    unquiet: null as Unquiet | null,
    untouchedMs: HOUR,
    installs: true,
  };
  const source: UpdateSource = {
    look: () => Promise.resolve(site.offers),
    load(told) {
      done.push('load');
      return site.loads(told);
    },
    install() {
      done.push('install');
      return site.installs;
    },
    stop() {},
  };
  const updates: Updates = createUpdates({
    mode,
    source: () => Promise.resolve(source),
    quitAnd: replaces
      ? (install) => {
          done.push('quit');
          install();
        }
      : null,
    usersOwn: replaces,
    tried: triedVersion(folder),
    unquiet: () => site.unquiet,
    untouchedMs: () => site.untouchedMs,
    clock,
    random: () => 0.5,
    log: silentLog,
  });
  return { updates, site, done };
}

test('where somebody else installs, the agent hears that there is a newer one, until there is none', async () => {
  const { updates, site, done } = desktop('quiet', false);
  expect(updates.view()).toBeNull();
  await clock.advance(3_000);
  expect(updates.view()).toEqual({ version: '1.2.3', step: 'byAdmin', percent: 0 });
  updates.go();
  await clock.advance(HOUR);
  expect(done).toEqual([]);
  site.offers = null;
  await clock.advance(4 * HOUR);
  expect(updates.view()).toBeNull();
});

test('the agent has it loaded, sees how far it is, and restarts at once when nothing is open', async () => {
  const { updates, site, done } = desktop('notify');
  await clock.advance(HOUR);
  expect(updates.view()?.step).toBe('offered');
  expect(done).toEqual([]);

  let told = (_percent: number): void => {};
  let arrive = (): void => {};
  site.loads = (tell) => {
    told = tell;
    return new Promise((resolve) => {
      arrive = resolve;
    });
  };
  updates.go();
  expect(updates.view()).toEqual({ version: '1.2.3', step: 'loading', percent: 0 });
  let changes = 0;
  updates.changed.on(() => (changes += 1));
  for (const percent of [10.1, 10.4, 10.9, 11]) told(percent);
  expect(changes).toBe(2);
  expect(updates.view()?.percent).toBe(11);
  updates.go();
  arrive();
  await settled();
  expect(updates.view()?.step).toBe('ready');
  await clock.advance(3 * HOUR);
  expect(done).toEqual(['load']);

  // They have just touched the screen: they ask for it.
  site.untouchedMs = 0;
  updates.go();
  expect(done).toEqual(['load', 'quit', 'install']);
});

test.each<Unquiet>(['call', 'afterCallWork', 'draft', 'sending'])(
  'a restart that was asked for waits for a quiet moment: %s',
  async (why) => {
    const { updates, site, done } = desktop('notify');
    await clock.advance(3_000);
    updates.go();
    await settled();
    site.unquiet = why;
    updates.go();
    expect(updates.view()?.step).toBe('soon');
    updates.stateChanged();
    await clock.advance(30 * MINUTE);
    expect(done).toEqual(['load']);
    site.unquiet = null;
    updates.stateChanged();
    expect(done).toEqual(['load', 'quit', 'install']);
  },
);

test('quietly it is loaded without a word, within an hour of being seen, and installed when nobody reads', async () => {
  const { updates, site, done } = desktop('quiet');
  site.unquiet = 'draft';
  await clock.advance(3_000);
  expect([updates.view(), done]).toEqual([null, []]);
  await clock.advance(30 * MINUTE);
  expect(done).toEqual(['load']);
  expect(updates.view()?.step).toBe('soon');
  site.unquiet = null;
  site.untouchedMs = MINUTE - 1;
  updates.stateChanged();
  expect(done).toEqual(['load']);
  site.untouchedMs = MINUTE;
  await clock.advance(MINUTE);
  expect(done).toEqual(['load', 'quit', 'install']);
  updates.stateChanged();
  await clock.advance(HOUR);
  expect(done).toEqual(['load', 'quit', 'install']);
});

test('what could not be installed is not tried at every quiet moment: from then on it is done by hand', async () => {
  const first = desktop('quiet');
  first.site.installs = false;
  await clock.advance(HOUR);
  expect(first.done).toEqual(['load', 'quit', 'install']);
  first.updates.stop();

  const again = desktop('quiet');
  await clock.advance(HOUR);
  expect(again.done).toEqual([]);
  expect(again.updates.view()?.step).toBe('byHand');
  again.site.offers = '1.2.4';
  await clock.advance(6 * HOUR);
  expect(again.done).toEqual(['load', 'quit', 'install']);
});

test('what the site withdraws, or follows by another, is not installed', async () => {
  const { updates, site, done } = desktop('quiet');
  site.unquiet = 'call';
  await clock.advance(HOUR);
  expect(updates.view()?.step).toBe('soon');
  site.offers = null;
  await clock.advance(4 * HOUR);
  expect(updates.view()).toBeNull();
  site.unquiet = null;
  updates.stateChanged();
  expect(done).toEqual(['load']);

  site.offers = '1.2.4';
  site.unquiet = 'call';
  await clock.advance(5 * HOUR);
  expect(updates.view()).toMatchObject({ version: '1.2.4', step: 'soon' });
});

test('what cannot be loaded is said to the agent who asked, and can be tried again', async () => {
  const { updates, site, done } = desktop('notify');
  const { loads } = site;
  site.loads = () => Promise.reject(new Error('cut off'));
  await clock.advance(3_000);
  updates.go();
  await settled();
  expect(updates.view()).toEqual({ version: '1.2.3', step: 'failed', percent: 0 });
  site.loads = loads;
  updates.go();
  await settled();
  expect(updates.view()?.step).toBe('ready');
  expect(done).toEqual(['load', 'load']);
});

test('quietly it is not said, and the next look tries again', async () => {
  const { updates, site, done } = desktop('quiet');
  const { loads } = site;
  site.unquiet = 'call';
  site.loads = () => Promise.reject(new Error('cut off'));
  await clock.advance(HOUR);
  expect([updates.view(), done]).toEqual([null, ['load']]);
  site.loads = loads;
  await clock.advance(6 * HOUR);
  expect(updates.view()?.step).toBe('soon');
});

test('a disk that is full keeps the program as it is', async () => {
  const { updates, done } = desktop('quiet');
  rmSync(folder, { recursive: true });
  await clock.advance(HOUR);
  expect(done).toEqual(['load']);
  expect(updates.view()?.step).toBe('soon');
});

test('a feed that cannot be read is asked again, and says nothing', async () => {
  const { updates, site } = desktop('notify');
  const failing = new Error('away');
  Object.defineProperty(site, 'offers', {
    configurable: true,
    get() {
      throw failing;
    },
  });
  await clock.advance(HOUR);
  expect(updates.view()).toBeNull();
  Object.defineProperty(site, 'offers', { value: '1.2.3' });
  await clock.advance(4 * HOUR);
  expect(updates.view()?.step).toBe('offered');
});

test('after the end nothing goes on', async () => {
  const { updates, done } = desktop('quiet');
  await clock.advance(3_000);
  updates.stop();
  await clock.advance(10 * HOUR);
  expect(done).toEqual([]);
  expect(clock.pending()).toBe(0);
});
