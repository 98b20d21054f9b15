import type { Clock } from '#main/base/clock.ts';
import type { Signal } from '#main/base/signal.ts';
import type { OutboxFigures } from '#main/outbox/outbox-figures.ts';
import type { LinkState, OutboxSummary } from '#shared/contract/app-state.ts';

/** What the site is told of this desktop: figures and states, and nothing of a person. */
export interface Readings {
  readonly outbox: Pick<OutboxSummary, 'waiting' | 'sending' | 'refused' | 'held'>;
  readonly figures: OutboxFigures;
  readonly link: LinkState['status'];
  /** For how long the link was up since the start, in milliseconds. */
  readonly linkUpMs: number;
  /** From the start of the process until a screen first got its state, in milliseconds; null before. */
  readonly startMs: number | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Linked {
  state(): Pick<LinkState, 'status'>;
  readonly stateChanged: Pick<Signal<Pick<LinkState, 'status'>>, 'on'>;
}

/** @returns tells for how many milliseconds the link was up since this was called, by the monotonic clock */
export function linkUpTime(session: Linked, clock: Pick<Clock, 'monotonic'>): () => number {
  let before = 0;
  let upSince: number | null = null;
  function follow({ status }: Pick<LinkState, 'status'>): void {
    if (upSince !== null) before += clock.monotonic() - upSince;
    upSince = status === 'connected' ? clock.monotonic() : null;
  }
  session.stateChanged.on(follow);
  follow(session.state());
  return () => before + (upSince === null ? 0 : clock.monotonic() - upSince);
}
