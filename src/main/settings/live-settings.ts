import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '#main/base/clock.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { opensDemo, retentionDays, type LoadedSettings } from './settings-file.ts';
import type { Settings } from './settings-schema.ts';
import { isWithin, SETTINGS, valueAt } from './settings-tree.ts';

/**
 * The settings that are taken over while Afterword runs: they say how something is shown or judged from now on. Out of all others
 * something is made at the start, such as the link, the database's folder, or a tree of outcomes.
 */
const TAKEN_OVER = [
  'form',
  'callbacks.remindMinutes',
  'history.yourDay',
  'shortcuts.quickWrapUp',
  'start.atLogin',
] as const;
/** Outcome trees that are built already are made of these. */
const NOT_TAKEN_OVER = ['form.groupNames', 'form.parentsChoosable'];

/** How often the places of the settings are looked at, in milliseconds. */
const LOOK_MS = 3_000;

/** The settings of this run, which follow their places as far as that does no harm. */
export interface LiveSettings {
  /** They are read where they are used, so that each is what it is now. */
  readonly settings: Settings;
  /** What was read last, faults and locks included. */
  loaded(): LoadedSettings;
  /** Whether a sound change waits for the next start. */
  readonly waits: () => boolean;
  readonly changed: Signal<void>;
  /** Reads the places now: a person asks for it. */
  read(): void;
  /** Begins to look at the places. */
  watch(): void;
  stop(): void;
}

/**
 * Looks at the places every few seconds; a network drive tells no program of changes. A change is read once it has stayed the same
 * from one look to the next, so a file is not taken while it is being written. A faulty one changes no setting, and its faults are
 * told.
 */
export function liveSettings(deps: {
  readonly started: LoadedSettings;
  readonly sources: readonly SettingsSource[];
  readonly load: () => LoadedSettings;
  readonly clock: Pick<Clock, 'after'>;
}): LiveSettings {
  const { started, sources, load, clock } = deps;
  const changed: Signal<void> = createSignal();
  let current = started.settings;
  let loaded = started;
  let waits = false;
  const marks = (): string => JSON.stringify(sources.map((source) => source.mark()));
  let read = marks();
  let seen = read;
  let cancel = (): void => {};

  function look(): void {
    cancel = clock.after(LOOK_MS, look);
    const now = marks();
    const isAtRest = now === seen;
    seen = now;
    if (!isAtRest || now === read) return;
    read = now;
    take(load());
  }

  function take(next: LoadedSettings): void {
    if (next.faults.length > 0) {
      loaded = { ...loaded, faults: next.faults, managed: loaded.managed || next.managed };
    } else {
      loaded = next;
      current = takenOver(current, next.settings);
      waits = !isDeepStrictEqual([current, ...madeAtStart(started)], [next.settings, ...madeAtStart(next)]);
    }
    changed.emit();
  }

  return {
    settings: follow(() => current),
    loaded: () => loaded,
    waits: () => waits,
    changed,
    read() {
      read = seen = marks();
      take(load());
    },
    watch() {
      cancel = clock.after(LOOK_MS, look);
    },
    stop: () => cancel(),
  };
}

/** What faults and a managed machine decide at the start, beside the settings themselves. */
const madeAtStart = (loaded: LoadedSettings): unknown[] => [opensDemo(loaded), retentionDays(loaded)];

const isTakenOver = (path: string): boolean =>
  TAKEN_OVER.some((above) => isWithin(path, above)) && !NOT_TAKEN_OVER.some((above) => isWithin(path, above));

/** The settings so far, with what can be taken over of the new ones. */
function takenOver(before: Settings, after: Settings): Settings {
  const result = structuredClone(before) as object;
  for (const path of SETTINGS.keys()) {
    if (isTakenOver(path)) put(result, path.split('.'), valueAt(after, path.split('.')));
  }
  return result as Settings;
}

function put(value: object, names: readonly string[], to: unknown): void {
  Reflect.set(valueAt(value, names.slice(0, -1)) as object, names.at(-1) ?? '', to);
}

/** An object whose members, and those of its groups, are always those of the settings of now. Whoever keeps a group keeps up. */
function follow(now: () => Settings): Settings {
  const group = (name: keyof Settings): object =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.keys(now()[name] ?? {}).map((member) => [
          member,
          { enumerable: true, get: (): unknown => Reflect.get(now()[name] as object, member) },
        ]),
      ),
    );
  const followed = new Set(TAKEN_OVER.map((path) => path.split('.')[0]));
  const groups = Object.keys(now()).map((name) => [
    name,
    followed.has(name) ? group(name as keyof Settings) : now()[name as keyof Settings],
  ]);
  return Object.fromEntries(groups) as Settings;
}
