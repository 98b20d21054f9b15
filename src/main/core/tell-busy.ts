import type { Clock } from '#main/base/clock.ts';
import { coalesce } from '#main/base/coalesce.ts';
import type { Signal } from '#main/base/signal.ts';
import { busyFile } from '#main/updates/busy-file.ts';
import { unquiet } from '#main/updates/quiet-moment.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import type { ContractEvent } from '#shared/contract/events.ts';

/** How often it is looked whether the agent has gone, in milliseconds. */
const LOOK_MS = 60_000;
/** The least time between two looks, which go over all calls, in milliseconds. */
const REST_MS = 250;

/**
 * Keeps the data folder's word on whether Afterword may be replaced now. In practice it always may.
 *
 * @returns ends it: what does not run is not busy
 */
export function tellBusy(parts: {
  readonly dataDir: string;
  readonly state: () => AppState;
  readonly events: Pick<Signal<ContractEvent>, 'on'>;
  readonly untouchedMs: () => number;
  readonly clock: Clock;
}): () => void {
  const file = busyFile(parts.dataDir);
  function look(): void {
    const state = parts.state();
    file.say(state.demo ? null : unquiet(state, parts.untouchedMs()));
  }
  let cancel = parts.clock.after(LOOK_MS, lookAgain);
  function lookAgain(): void {
    cancel = parts.clock.after(LOOK_MS, lookAgain);
    look();
  }
  const word = coalesce(look, REST_MS);
  const stop = parts.events.on(({ name }) => {
    if (name === 'state') word.changed();
  });
  look();
  return () => {
    stop();
    word.stop();
    cancel();
    file.say(null);
  };
}
