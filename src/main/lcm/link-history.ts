import type { Signal } from '#main/base/signal.ts';
import type { LinkState } from '#shared/contract/app-state.ts';

/** The last states of the link, oldest first, each with when it began. */
export type LinkHistory = () => readonly Pick<LinkState, 'status' | 'since' | 'reason'>[];

const MOST = 300;

/** Remembers the states of the link since now: support wants to know what went before. */
export function rememberLink(session: {
  state(): LinkState;
  readonly stateChanged: Pick<Signal<LinkState>, 'on'>;
}): LinkHistory {
  const states: Pick<LinkState, 'status' | 'since' | 'reason'>[] = [];
  function note({ status, since, reason }: LinkState): void {
    const last = states.at(-1);
    // Of the tries within one state, the last reason tells most.
    if (last?.status === status && last.since === since) states.pop();
    states.push({ status, since, reason });
    if (states.length > MOST) states.shift();
  }
  note(session.state());
  session.stateChanged.on(note);
  return () => states;
}
