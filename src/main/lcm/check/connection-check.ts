import type { CheckStep } from '#shared/contract/connection-check.ts';
import { readEnvelope } from '#shared/lcm/envelope.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { secretsWithoutVault, type Secrets } from '#main/secrets/secrets.ts';
import { readAddress } from '../link/address.ts';
import { createDialer, type Dial, type SystemNetwork } from '../link/dial.ts';
import { describeLoss, tidy } from '../link/link-failure.ts';
import { DEFAULT_POLICY, type LcmOptions } from '../link/options.ts';
import { createDiagnostician } from './diagnosis.ts';
import { createSteps, type StepEnd } from './steps.ts';

export interface CheckDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly system: SystemNetwork;
  /** Where the options' secrets are found; only in the environment and in files if left out. */
  readonly secrets?: Secrets;
  /** Ends the check: the step that runs fails with `checkStopped`. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<CheckLimits>;
}

/** In milliseconds. */
export interface CheckLimits {
  /** How long each transport may take to open. */
  readonly connectMs: number;
  /** How long the check waits for the first envelope. */
  readonly listenMs: number;
  /** How long the whole may take: a PAC script may name many proxies that do not answer. */
  readonly totalMs: number;
}

const LIMITS: CheckLimits = { connectMs: DEFAULT_POLICY.connectTimeoutMs, listenMs: 10_000, totalMs: 90_000 };

/**
 * Tries the way to LCM once, step by step, with the code that the link itself dials with, and closes the connection
 * again. It only listens: nothing is sent to LCM. Never rejects.
 *
 * @param tell is told each step as it begins and ends; after one that failed, no more
 */
export function checkConnection(
  options: LcmOptions,
  { clock, log, system, secrets = secretsWithoutVault, signal, limits }: CheckDeps,
  tell: (step: CheckStep) => void,
): Promise<{ ok: boolean }> {
  const { connectMs, listenMs, totalMs } = { ...LIMITS, ...limits };
  const steps = createSteps(clock, tell);
  const reading = readAddress(options.url);
  if (!reading.ok) {
    steps.end('address', { state: 'failed', detail: reading.reason });
    return Promise.resolve({ ok: false });
  }
  const { address } = reading;
  const shown = `${address.origin}${options.path}`;
  steps.end('address', { state: 'passed', detail: reason('checkAddress', { address: shown }) });

  return new Promise((resolve) => {
    const ways = createDiagnostician(address, steps, clock.now());
    const unheard = createUnheard(options.eventName);
    const cancels: (() => void)[] = [];
    let open = false;
    let dial: Dial | null = null;

    function finish(step: CheckStep['step'], end: StepEnd): void {
      if (done) return;
      done = true;
      steps.end(step, end);
      for (const cancel of cancels) cancel();
      signal?.removeEventListener('abort', stop);
      dial?.close();
      log.info('the connection was checked', { ended: step, state: end.state });
      resolve({ ok: end.state === 'passed' });
    }
    let done = false;

    function stop(): void {
      finish(steps.current(), { state: 'failed', detail: reason('checkStopped') });
    }

    cancels.push(
      clock.after(totalMs, () => {
        const seconds = Math.round(totalMs / 1_000);
        finish(steps.current(), { state: 'failed', detail: reason('checkTooLong', { seconds }) });
      }),
    );
    if (signal?.aborted === true) {
      stop();
      return;
    }
    signal?.addEventListener('abort', stop);

    const dialer = createDialer({
      options,
      clock,
      timeLimitMs: connectMs,
      system,
      secrets,
      watch(opening) {
        // Polling makes a connection for each request. Those after the first belong to the open link.
        if (!open && !done) ways.see(opening);
      },
    });
    dial = dialer(address, {
      opened() {
        open = true;
        steps.end('namespace', { state: 'passed' });
        cancels.push(
          clock.after(listenMs, () => finish('envelope', unheard.end(Math.round(listenMs / 1_000)))),
        );
      },
      failed(failure) {
        const { step, end } = ways.diagnose(failure);
        finish(step, end);
      },
      lost: (cause) => finish('envelope', { state: 'failed', detail: describeLoss(cause) }),
      event(name, [message]) {
        const heard = name === options.eventName ? readEnvelope(message) : null;
        if (heard?.ok !== true) {
          unheard.note(name);
          return;
        }
        const { channel, topic, subtopic } = heard.envelope;
        const names = tidy([channel, topic, subtopic].join(' / '));
        finish('envelope', { state: 'passed', detail: reason('checkEnvelope', { names }) });
      },
    });
  });
}

/** What came before any envelope did, and what follows if none comes: a silent bus is in order, a wrong event name is not. */
function createUnheard(expected: string) {
  let other: string | null = null;
  let unreadable = false;
  return {
    note(name: unknown): void {
      if (name === expected) unreadable = true;
      else other ??= tidy(String(name));
    },
    end(seconds: number): StepEnd {
      if (unreadable) return { state: 'failed', detail: reason('checkNoEnvelope') };
      if (other === null) return { state: 'passed', detail: reason('checkSilent', { seconds }) };
      return { state: 'failed', detail: reason('checkOtherEvent', { event: other, expected }) };
    },
  };
}
