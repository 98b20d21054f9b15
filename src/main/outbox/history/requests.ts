import type { historyRequests, YourDay } from '#shared/contract/requests/history.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { History } from './history.ts';

export function historyHandlers(parts: {
  readonly outbox: { readonly history: History };
  readonly yourDay: () => Promise<YourDay | null>;
}): HandlersOf<typeof historyRequests> {
  const { history } = parts.outbox;
  return {
    historyShown: ({ times }) => history.shown(times),
    listHistory: (query) => history.list(query),
    followHistory: (query) => history.follow(query),
    countHistory: (find) => history.count(find),
    historyChoices: () => history.choices(),
    historyTimeline: ({ submissionId }) => history.timeline(submissionId),
    yourDay: parts.yourDay,
    exportHistory: (request) => history.export(request),
  };
}
