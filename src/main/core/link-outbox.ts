import { orElse } from '#main/base/or-else.ts';
import type { Signal } from '#main/base/signal.ts';
import type { LateReply } from '#main/lcm/session.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { LinkState, OutboxSummary } from '#shared/contract/app-state.ts';

export interface OutboxSession {
  state(): Pick<LinkState, 'status'>;
  readonly stateChanged: Pick<Signal<Pick<LinkState, 'status'>>, 'on'>;
  readonly lateReply: Pick<Signal<LateReply>, 'on'>;
}

/** The part of the outbox that follows the session. */
export interface SessionOutbox extends Pick<
  Outbox,
  'linkUp' | 'linkDown' | 'settleLate' | 'waitingCallback'
> {
  summary(): Pick<OutboxSummary, 'waiting'>;
}

export interface LinkOutboxOptions {
  /**
   * Asks LCM for its clock, with the ids of this call. It must settle, with or without an answer, and must not reject.
   * Without it, the outbox judges callbacks by the clock that it has.
   */
  readonly askClock?: (call: { readonly callId: string; readonly lcmKey: string }) => Promise<unknown>;
  /** Whether the first try on a new link waits a short random time. By default it does if something waits. */
  readonly spread?: () => boolean;
}

/**
 * Lets the outbox follow the session from now on: it sends while the link is up, stops when the link is lost, and hears
 * of late replies. If a callback waits, LCM is first asked for its clock, which says which callbacks can still be kept.
 * After an outage the first tries are spread, so that the desktops do not all send at once.
 *
 * @returns stops all of that; call it before the outbox is closed
 */
export function linkOutbox(
  session: OutboxSession,
  outbox: SessionOutbox,
  options: LinkOutboxOptions = {},
): () => void {
  const { askClock, spread = () => outbox.summary().waiting > 0 } = options;
  /** Counts the links. An answer to a question of an earlier link does not start the outbox. */
  let link = 0;

  function follow(): void {
    link += 1;
    if (session.state().status === 'connected') begin(link);
    else outbox.linkDown();
  }

  /** If the database cannot be read now, the outbox starts all the same: it meets the error, logs it and tries again. */
  function begin(asked: number): void {
    const callback = askClock === undefined ? null : orElse(outbox.waitingCallback, null);
    if (askClock === undefined || callback === null) outbox.linkUp(orElse(spread, true));
    else
      void askClock(callback).then(() => {
        if (asked === link) outbox.linkUp(orElse(spread, true));
      });
  }

  const stopListening = [
    session.stateChanged.on(follow),
    session.lateReply.on(({ call, callId, result }) => outbox.settleLate(call, callId, result)),
  ];
  if (session.state().status === 'connected') follow();
  return () => {
    link += 1;
    for (const stop of stopListening) stop();
  };
}
