import type { Signal } from '#main/base/signal.ts';
import type { HeardCallNews } from '#main/calls/heard-calls.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import type { Notices } from './notices.ts';

/** Tells the screen about calls from outside: which one a link opened, and which ones are not on the list. */
export function callNews(
  notices: Pick<Notices, 'add' | 'withdraw' | 'list'>,
  events: Pick<Signal<ContractEvent>, 'emit'>,
): HeardCallNews {
  /** The id of the notice that counts unread events; null before the first. */
  let counting: string | null = null;
  return {
    linkOpened: (callId) => events.emit({ name: 'callArrived', payload: { callId } }),
    linkRefused: (reason) => notices.add('warning', 'callLinkRefused', { reason }),
    notSaved: (callId, why) => notices.add('error', 'callNotSaved', { call: callId, reason: why }),
    unread(total) {
      // An agent who has dismissed it has read it: the log goes on counting.
      if (counting !== null && !notices.list().some(({ id }) => id === counting)) return;
      if (counting !== null) notices.withdraw(counting);
      counting = notices.add('warning', 'callsUnread', { total });
    },
  };
}
