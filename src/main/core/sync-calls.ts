import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import type { Calls } from '#main/calls/call-store.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import { readListedCalls } from '#shared/lcm/state-sync.ts';

/**
 * Asks LCM once on each link which calls are on (page state-synchronization): calls may have begun or ended while the link
 * was down. If LCM does not answer, or answers with anything but a list, nothing changes. Tells the calls when the link is lost.
 */
export function syncCalls(deps: {
  readonly session: Pick<LcmSession, 'ask' | 'state' | 'stateChanged'>;
  readonly calls: Pick<Calls, 'takeListed' | 'linkLost'>;
  readonly log: Log;
}): void {
  const { session, calls, log } = deps;

  async function ask(since: number): Promise<void> {
    const listed = await session.ask({
      call: 'StateSync',
      data: {},
      read: ({ message }) => readListedCalls(message),
    });
    const link = session.state();
    if (listed === null || link.status !== 'connected' || link.since !== since) return;
    try {
      calls.takeListed(listed, since);
    } catch (error) {
      log.error('What LCM listed cannot be kept', { cause: errorWords(error) });
    }
  }

  session.stateChanged.on(({ status, since }) => {
    if (status === 'connected') void ask(since);
    else calls.linkLost();
  });
}
