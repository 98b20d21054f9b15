import type { outboxRequests } from '#shared/contract/requests/outbox.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Outbox } from './outbox.ts';

export function outboxHandlers(parts: {
  readonly outbox: Outbox;
  reconnectNow(cause: string): void;
}): HandlersOf<typeof outboxRequests> {
  const { outbox } = parts;
  return {
    listOutbox: (query) => outbox.list(query),
    retryOutbox: ({ submissionId }) => {
      // This comes first, so that an unknown id changes nothing.
      outbox.retry(submissionId);
      parts.reconnectNow('asked for');
    },
    editSubmission: ({ submissionId }) => outbox.edit(submissionId),
    discardSubmission: ({ submissionId, reason }) => {
      outbox.discard(submissionId, reason);
    },
  };
}
