import type { Core } from '#main/core/core.ts';
import type { AppState } from '#shared/contract/app-state.ts';

/** Calls `follow` now, and each time the state is another. */
export function followState(core: Pick<Core, 'state' | 'events'>, follow: (state: AppState) => void): void {
  follow(core.state());
  core.events.on(({ name }) => {
    if (name === 'state') follow(core.state());
  });
}
