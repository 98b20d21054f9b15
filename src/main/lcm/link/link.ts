import type { LinkState } from '#shared/contract/app-state.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { sameReason, type Reason } from '#shared/reasons/reason.ts';
import type { ClearEnvelope } from '#shared/lcm/clear-contact.ts';
import type { RequestEnvelope } from '#shared/lcm/envelope.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { retryDelay } from '#main/base/retry-policy.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { errorKind } from '#main/base/error-words.ts';
import { readAddress } from './address.ts';
import type { Dial, DialLcm } from './dial.ts';
import { describeLoss, type LinkFailure } from './link-failure.ts';
import type { LcmOptions, SessionPolicy } from './options.ts';
import { TOO_LARGE, TOO_LONG_EVENT, type TooLong } from './too-long.ts';

/** The one connection to LCM. It reconnects until it is closed. */
export interface Link {
  state(): LinkState;
  readonly stateChanged: Signal<LinkState>;
  /** The first argument of each event with the agreed name; undefined if it had none. */
  readonly received: Signal<unknown>;
  /** Events with other names, by their name. */
  readonly strayEvent: Signal<unknown>;
  /** A message was too long to be read. */
  readonly tooLong: Signal<TooLong>;
  /** An established connection ended, perhaps at a message that was far too long. `stateChanged` was emitted before. */
  readonly lost: Signal<'link-lost' | 'far-too-long'>;
  /** Hands an envelope to a live connection; false if it was certainly not sent. */
  send(envelope: RequestEnvelope | ClearEnvelope): boolean;
  /** False if LCM would end the link at it, because it is too long. */
  takes(envelope: RequestEnvelope): boolean;
  reconnectNow(cause: string): void;
  /** Closes the connection, if there is one, and connects anew: what LCM knows of us has changed. */
  redial(cause: string): void;
  close(): void;
}

export interface LinkDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly policy: SessionPolicy;
  readonly dial: DialLcm;
}

/** Connects at once, and again after each failure or loss. {@link LinkFailure} says how soon. */
export function createLink(options: LcmOptions, deps: LinkDeps): Link {
  const { clock, log, random, policy, dial } = deps;
  const onError = (error: unknown): void =>
    log.error('a listener of the link failed', { error: errorKind(error) });
  const stateChanged = createSignal<LinkState>(onError);
  const received = createSignal<unknown>(onError);
  const strayEvent = createSignal<unknown>(onError);
  const tooLong = createSignal<TooLong>(onError);
  const lost = createSignal<'link-lost' | 'far-too-long'>(onError);

  let state: Omit<LinkState, 'nextTryAt'> = { status: 'connecting', since: clock.now(), reason: null };
  /** The monotonic instant of the next try. */
  let nextTry: number | null = null;
  let current: Dial | null = null;
  let cancelWait: (() => void) | null = null;
  let failures = 0;
  let upSince = 0;
  let closed = false;

  /** Gives the instant of the next try by the wall clock as it is set now. */
  function shown(): LinkState {
    const wait = nextTry === null ? null : nextTry - clock.monotonic();
    return { ...state, nextTryAt: wait === null ? null : Math.round(clock.now() + wait) };
  }

  /** @param delay until the next try, in milliseconds; null if there is none or it is under way */
  function show(status: LinkState['status'], why: Reason | null, delay: number | null): void {
    const same = state.status === status && sameReason(state.reason, why);
    if (same && nextTry === null && delay === null) return;
    const since = state.status === status ? state.since : clock.now();
    state = { status, since, reason: why };
    nextTry = delay === null ? null : clock.monotonic() + delay;
    stateChanged.emit(shown());
  }

  function tryNow(): void {
    cancelWait?.();
    cancelWait = null;
    current?.close();
    const reading = readAddress(options.url);
    if (!reading.ok) {
      current = null;
      show('refused', reading.reason, null);
      return;
    }
    show(state.status, state.reason, null);
    current = dial(reading.address, {
      opened,
      failed,
      lost(cause) {
        log.warn('link lost', { reason: cause });
        const tooLarge = cause === TOO_LARGE;
        // The next link may end at the same message, so the delays grow.
        if (!tooLarge && clock.monotonic() - upSince >= policy.stableMs) failures = 0;
        current = null;
        failed({ kind: 'unreachable', reason: describeLoss(cause) });
        lost.emit(tooLarge ? 'far-too-long' : 'link-lost');
      },
      event(name, args) {
        if (name === TOO_LONG_EVENT) tooLong.emit(args[0] as TooLong);
        else if (name === options.eventName) received.emit(args[0]);
        else strayEvent.emit(name);
      },
    });
  }

  function opened(): void {
    upSince = clock.monotonic();
    log.info('link up', { failuresBefore: failures });
    show('connected', null, null);
  }

  function failed(failure: LinkFailure): void {
    failures += 1;
    const delay = nextDelay(failure.kind);
    log.warn('no link', { kind: failure.kind, reason: failure.reason.code, failures, delay });
    cancelWait = clock.after(delay, tryNow);
    show(failure.kind === 'unreachable' ? 'unreachable' : 'refused', failure.reason, delay);
  }

  /** After a refusal the delay is between half the cap and the cap, at random. */
  function nextDelay(kind: LinkFailure['kind']): number {
    const { baseMs: base, capMs: cap } = options.reconnect;
    if (kind === 'unreachable') return retryDelay({ base, cap }, failures, random);
    return Math.round(cap / 2 + (random() * cap) / 2);
  }

  tryNow();

  return {
    state: shown,
    stateChanged,
    received,
    strayEvent,
    tooLong,
    lost,
    send: (envelope) => current?.connection()?.send(envelope) ?? false,
    takes: (envelope) => current?.connection()?.takes(envelope) ?? true,
    reconnectNow(cause) {
      const connection = current?.connection();
      if (closed || connection?.isStale() === false) return;
      log.info('reconnecting at once', { cause });
      if (connection) {
        // The other end has been silent for too long. After a sleep the link only looks alive.
        current?.close();
        current = null;
        show('unreachable', reason('lcmSilent'), null);
        lost.emit('link-lost');
      }
      if (state.status === 'refused') show('connecting', null, null);
      tryNow();
    },
    redial(cause) {
      if (closed) return;
      log.info('connecting anew', { cause });
      const wasUp = (current?.connection() ?? null) !== null;
      current?.close();
      current = null;
      failures = 0;
      if (state.status !== 'connecting') show('connecting', null, null);
      if (wasUp) lost.emit('link-lost');
      tryNow();
    },
    close() {
      closed = true;
      cancelWait?.();
      cancelWait = null;
      current?.close();
      current = null;
    },
  };
}
