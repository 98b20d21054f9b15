import type { Clock } from '#main/base/clock.ts';
import { codeOrKind } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import type { UpdateView } from '#shared/contract/update.ts';
import type { Unquiet } from './quiet-moment.ts';
import type { TriedVersion } from './tried-version.ts';
import type { UpdateSource } from './update-source.ts';
import type { UpdatesSettings } from './updates-settings.ts';

/** Follows the site's feed of newer versions, and replaces the program where that is this program's to do. */
export interface Updates {
  /** What the agent is told; null if there is nothing to tell. */
  view(): UpdateView | null;
  readonly changed: Signal<undefined>;
  /** The agent wants the next step: to have it loaded, or to restart as soon as nothing is open. */
  go(): void;
  /** The state changed, and with it perhaps whether now is a quiet moment. */
  stateChanged(): void;
  stop(): void;
}

const MINUTE = 60_000;
/** After a start the agent's calls and lists come first. */
const FIRST_LOOK = 3_000;
const NEXT_LOOK = 4 * 60 * MINUTE;
/** All desktops of a site see a new version within hours; over that time those that load it by themselves do. */
const LOADS_WITHIN = 60 * MINUTE;
/** Without a touch of the screen for so long, nobody is reading it. */
const UNREAD = MINUTE;

export function createUpdates(deps: {
  readonly mode: UpdatesSettings['mode'];
  readonly source: () => Promise<UpdateSource>;
  /** Ends the program in order, and then does what it is given; null if this program cannot replace itself. */
  readonly quitAnd: ((install: () => boolean) => void) | null;
  /** Whether the user who runs this program has installed it, and not an administrator. */
  readonly usersOwn: boolean;
  readonly tried: TriedVersion;
  /** Why now is no moment to replace the program. */
  readonly unquiet: () => Unquiet | null;
  /** For how long no screen has asked for anything, in milliseconds. */
  readonly untouchedMs: () => number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}): Updates {
  const { mode, quitAnd, tried, clock, random, log } = deps;
  const changed = createSignal<undefined>();
  const timers = { look: () => {}, load: () => {}, moment: () => {} };
  let source: UpdateSource | null = null;
  /** `coming`: it is loaded without a word, in quiet mode. */
  let current: UpdateView | { readonly version: string; readonly step: 'coming' } | null = null;
  /** The agent asked for the restart. */
  let isWanted = false;
  let isEnding = false;
  let problem: string | null = null;

  function set(next: typeof current): void {
    current = next;
    changed.emit(undefined);
  }

  async function look(): Promise<void> {
    try {
      source ??= await deps.source();
      found(await source.look());
      problem = null;
    } catch (error) {
      const code = codeOrKind(error);
      if (code !== problem) log.warn('the feed of updates cannot be read', { code });
      problem = code;
    }
    if (isEnding) return;
    timers.look = clock.after(NEXT_LOOK * (0.9 + 0.2 * random()), () => void look());
  }

  function found(version: string | null): void {
    if (isEnding || version === current?.version) return;
    timers.load();
    isWanted = false;
    // What the site has withdrawn is not installed either.
    if (version === null) {
      if (current !== null) set(null);
      return;
    }
    log.info('a newer version is offered', { version });
    if (quitAnd === null || tried.is(version))
      set({ version, step: deps.usersOwn ? 'byHand' : 'byAdmin', percent: 0 });
    else if (mode === 'notify') set({ version, step: 'offered', percent: 0 });
    else {
      set({ version, step: 'coming' });
      timers.load = clock.after(LOADS_WITHIN * random(), () => void load(version));
    }
  }

  async function load(version: string): Promise<void> {
    const isCurrent = (): boolean => !isEnding && current?.version === version;
    try {
      await source?.load((percent) => {
        const whole = Math.floor(percent);
        if (isCurrent() && current?.step === 'loading' && whole !== current.percent)
          set({ ...current, percent: whole });
      });
      if (!isCurrent()) return;
      set({ version, step: mode === 'quiet' ? 'soon' : 'ready', percent: 100 });
      installIfQuiet();
    } catch (error) {
      if (!isCurrent()) return;
      log.warn('a newer version cannot be loaded', { version, code: codeOrKind(error) });
      // The next look finds it again.
      set(mode === 'quiet' ? null : { version, step: 'failed', percent: 0 });
    }
  }

  function installIfQuiet(): void {
    timers.moment();
    if (isEnding || current?.step !== 'soon') return;
    timers.moment = clock.after(MINUTE, installIfQuiet);
    if (deps.unquiet() !== null || (!isWanted && deps.untouchedMs() < UNREAD)) return;
    const { version } = current;
    try {
      tried.note(version);
    } catch (error) {
      log.warn('an update waits for the disk', { code: codeOrKind(error) });
      return;
    }
    isEnding = true;
    timers.moment();
    log.info('the program is replaced', { version });
    quitAnd?.(() => source?.install() ?? false);
  }

  timers.look = clock.after(FIRST_LOOK, () => void look());

  return {
    changed,
    view: () => (current === null || current.step === 'coming' ? null : current),
    go() {
      if (current?.step === 'offered' || current?.step === 'failed') {
        set({ version: current.version, step: 'loading', percent: 0 });
        void load(current.version);
      } else if (current?.step === 'ready' || current?.step === 'soon') {
        isWanted = true;
        set({ ...current, step: 'soon' });
        installIfQuiet();
      }
    },
    stateChanged() {
      if (current?.step === 'soon') installIfQuiet();
    },
    stop() {
      isEnding = true;
      for (const cancel of Object.values(timers)) cancel();
      source?.stop();
    },
  };
}
