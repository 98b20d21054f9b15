import type { AppState } from '#shared/contract/app-state.ts';
import type { Answer } from '#shared/contract/index.ts';
import { applyPatch, type CallsPatch, type StatePatch } from '#shared/contract/state-patch.ts';

/** Keeps a copy of the core's state: asks for all of it once, then applies what changed. */
export interface StateMirror {
  /** The core sent a patch. If one before it was missed, all of the state is asked for again. */
  readonly take: (patch: StatePatch) => void;
  /** Asks for all of the state. Resolves once it is shown, or could not be had. */
  readonly refresh: () => Promise<void>;
}

/**
 * @param ask asks the core for all of its state
 * @param show called with each new state, and with what that changed in the calls of the one before; null if nothing says it
 * @param answered called with each answer, good or bad
 */
export function createStateMirror(
  ask: () => Promise<Answer<AppState>>,
  show: (state: AppState, calls: CallsPatch | null) => void,
  answered: (answer: Answer<AppState>) => void = () => {},
): StateMirror {
  let state: AppState | null = null;
  let asking = 0;
  let last = Promise.resolve();
  /** The patches that came since the state was asked for. The answer may be older than the latest of them. */
  let since: StatePatch[] = [];

  function put(next: AppState, calls: CallsPatch | null): void {
    state = next;
    show(next, calls);
  }

  async function refreshNow(): Promise<void> {
    since = [];
    const answer = await ask();
    asking -= 1;
    answered(answer);
    if (!answer.ok) return;
    put(
      since.reduce((now, patch) => (patch.from === now.version ? applyPatch(now, patch) : now), answer.value),
      null,
    );
    const newest = since.at(-1);
    if (asking === 0 && newest !== undefined && newest.version > (state?.version ?? 0)) void refresh();
  }

  /** One after the other, so that an older answer never replaces a newer one. */
  function refresh(): Promise<void> {
    asking += 1;
    last = last.then(refreshNow);
    return last;
  }

  return {
    refresh,
    take(patch) {
      if (asking > 0) since.push(patch);
      if (patch.from === state?.version) put(applyPatch(state, patch), patch.calls);
      // Without a state, nobody has asked yet, or the answer is on its way.
      else if (state !== null && asking === 0) void refresh();
    },
  };
}
