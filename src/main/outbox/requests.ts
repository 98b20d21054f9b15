import type { outboxRequests } from '#shared/contract/requests/outbox.ts';
import type { Calls } from '#main/calls/call-store.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Outbox } from './outbox.ts';

export function outboxHandlers(parts: {
  readonly outbox: Outbox;
  readonly calls: Pick<Calls, 'changed'>;
  reconnectNow(cause: string): void;
}): HandlersOf<typeof outboxRequests> {
  const { outbox, calls } = parts;
  return {
    listOutbox: (query) => outbox.list(query),
    retryOutbox: ({ submissionId }) => {
      // This comes first, so that an unknown id changes nothing.
      outbox.retry(submissionId);
      parts.reconnectNow('asked for');
    },
    editSubmission: ({ submissionId }) => {
      const begun = outbox.edit(submissionId);
      calls.changed.emit(begun.callId);
      return begun;
    },
    discardSubmission: ({ submissionId, reason }) => outbox.discard(submissionId, reason),
    answerElsewhere: ({ answer }) => {
      outbox.answerElsewhere(answer);
      if (answer === 'sendFromHere') parts.reconnectNow('asked for');
    },
  };
}
