import type { Signal } from '#main/base/signal.ts';
import type { LateReply } from '#main/lcm/session.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { LinkState, OutboxSummary } from '#shared/contract/app-state.ts';

/** What the outbox needs of a session. */
export interface OutboxSession {
  state(): Pick<LinkState, 'status'>;
  readonly stateChanged: Pick<Signal<Pick<LinkState, 'status'>>, 'on'>;
  readonly lateReply: Pick<Signal<LateReply>, 'on'>;
}

/** What a session has to tell an outbox. */
export interface SessionOutbox extends Pick<
  Outbox,
  'linkUp' | 'linkDown' | 'settleLate' | 'waitingCallback'
> {
  summary(): Pick<OutboxSummary, 'waiting'>;
}

export interface LinkOutboxOptions {
  /**
   * Learns LCM's clock by a call. It must settle, with or without an answer, and must not reject. Where it is left out,
   * callbacks are judged by the clock that the outbox has.
   */
  readonly askClock?: (call: { readonly callId: string; readonly lcmKey: string }) => Promise<unknown>;
  /** Whether the first try on a new link waits a moment by chance; by default where something waits. */
  readonly spread?: () => boolean;
}

/**
 * Lets the outbox follow the session, now and from now on: it sends while the link is up, stops when the link is lost,
 * and is told of late replies. Where a callback waits, LCM's clock is asked first, since it says which callbacks can
 * still be kept. After an outage the first tries are spread, so that not all desktops come at once.
 *
 * @returns stops all of that; to be called before the outbox is closed
 */
export function linkOutbox(
  session: OutboxSession,
  outbox: SessionOutbox,
  options: LinkOutboxOptions = {},
): () => void {
  const { askClock, spread = () => outbox.summary().waiting > 0 } = options;
  /** Which link it is, counted; an answer that was asked for on an earlier link opens nothing. */
  let link = 0;

  function follow(): void {
    link += 1;
    if (session.state().status === 'connected') begin(link);
    else outbox.linkDown();
  }

  function begin(asked: number): void {
    const callback = askClock === undefined ? null : outbox.waitingCallback();
    if (askClock === undefined || callback === null) outbox.linkUp(spread());
    else
      void askClock(callback).then(() => {
        if (asked === link) outbox.linkUp(spread());
      });
  }

  const stopListening = [
    session.stateChanged.on(follow),
    session.lateReply.on(({ call, callId, result }) => {
      outbox.settleLate(call, callId, result);
    }),
  ];
  if (session.state().status === 'connected') follow();
  return () => {
    link += 1;
    for (const stop of stopListening) stop();
  };
}
