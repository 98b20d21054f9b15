import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { FIGURES, SEARCH_FIGURE } from '#main/metrics/figures.ts';
import { machineName } from '#main/metrics/machine-name.ts';
import { linkUpTime, type Readings } from '#main/metrics/readings.ts';
import { readSettings } from '#test/support/read-settings.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const readings: Readings = {
  outbox: { waiting: 3, sending: 1, refused: 2, held: 4 },
  figures: {
    oldestWaitingAt: 100_000,
    oldestNeedsPersonAt: null,
    unknown: 1,
    arrived: { delivered: 9, refused: 2, held: 4, superseded: 1, discarded: 0 },
  },
  link: 'refused',
  linkUpMs: 61_500,
  startMs: null,
  now: 760_000,
};

const read = (name: string, now: Readings): Record<string, number> =>
  Object.fromEntries(
    (FIGURES.find((figure) => figure.name === name)?.read(now) ?? []).map(({ state = '', value }) => [
      state,
      value,
    ]),
  );

test('the figures say what the readings say', () => {
  expect(read('afterword.outbox.submissions', readings)).toEqual({
    waiting: 3,
    sending: 1,
    refused: 2,
    held: 4,
  });
  expect(read('afterword.outbox.oldest_age', readings)).toEqual({ waiting: 660, needs_person: 0 });
  expect(read('afterword.outbox.unknown', readings)).toEqual({ '': 1 });
  expect(read('afterword.submissions', readings)).toEqual(readings.figures.arrived);
  expect(read('afterword.link.state', readings)).toEqual({
    connected: 0,
    connecting: 0,
    unreachable: 0,
    refused: 1,
  });
  expect(read('afterword.link.up_time', readings)).toEqual({ '': 61.5 });
  expect(read('afterword.start.duration', readings)).toEqual({});
  expect(read('afterword.start.duration', { ...readings, startMs: 420 })).toEqual({ '': 0.42 });
});

test('a clock that was set back makes no age negative', () => {
  expect(read('afterword.outbox.oldest_age', { ...readings, now: 50_000 })['waiting']).toBe(0);
});

test('names are as OpenTelemetry wants them, and none of a unit that Prometheus would call a ratio', () => {
  for (const { name, unit } of [...FIGURES, SEARCH_FIGURE]) {
    expect(name).toMatch(/^(afterword|process)(\.[a-z]+(_[a-z]+)*)+$/);
    expect(unit).toMatch(/^(s|\{[a-z]+\})$/);
  }
});

test('the up time of the link counts what was up, and goes on while it is', () => {
  const clock = createFakeClock();
  let status: LinkState['status'] = 'connecting';
  const stateChanged = createSignal<Pick<LinkState, 'status'>>();
  const change = (next: LinkState['status']): void => {
    status = next;
    stateChanged.emit({ status });
  };
  const upTime = linkUpTime({ state: () => ({ status }), stateChanged }, clock);
  clock.pass(5_000);
  expect(upTime()).toBe(0);
  change('connected');
  clock.pass(2_000);
  change('connected');
  clock.setWall(0);
  clock.pass(1_000);
  expect(upTime()).toBe(3_000);
  change('unreachable');
  clock.pass(9_000);
  expect(upTime()).toBe(3_000);
  change('connected');
  clock.pass(500);
  expect(upTime()).toBe(3_500);
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'afterword-machine-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('a machine is called as the settings say, or by an id that only its user may read', () => {
  const dataDir = folder();
  expect(machineName(dataDir, 'desk-17')).toBe('desk-17');
  expect(machineName(dataDir, 'floor-2/{hostname}')).toBe(`floor-2/${hostname()}`);
  const own = machineName(dataDir, '');
  expect(machineName(dataDir, '')).toBe(own);
  const path = join(dataDir, 'afterword.machine');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, 'Somebody, by hand');
  const mended = machineName(dataDir, '');
  expect(mended).toMatch(/^[0-9a-f-]{36}$/);
  expect(machineName(dataDir, '')).toBe(mended);
  expect(machineName('/nowhere/at/all', '')).toMatch(/^[0-9a-f-]{36}$/);
});

const faultsOf = (metrics: object): unknown[] =>
  readSettings(JSON.stringify({ metrics })).faults.map(({ path, reason: { code } }) => [path, code]);

test('a collector is reached over https, or on this machine, and its password is not in its address', () => {
  expect(
    faultsOf({ url: 'https://collector.example.com/v1/metrics', headers: { authorization: 'Bearer x' } }),
  ).toEqual([]);
  expect(
    faultsOf({ url: 'http://127.0.0.1:4318/v1/metrics', everySeconds: 10, machine: 'a', proxy: 'none' }),
  ).toEqual([]);
  expect(faultsOf({ url: 'http://collector.example.com/v1/metrics' })).toEqual([
    ['metrics.url', 'notASafeAddress'],
  ]);
  expect(faultsOf({ url: 'https://user:secret@collector.example.com' })).toEqual([
    ['metrics.url', 'addressWithPassword'],
  ]);
  expect(faultsOf({ headers: { host: 'elsewhere' } })).toEqual([['metrics.headers.host', 'ownHeader']]);
  expect(faultsOf({ everySeconds: 1 })[0]).toEqual(['metrics.everySeconds', expect.any(String)]);
});
