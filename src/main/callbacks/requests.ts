import type { callbackRequests } from '#shared/contract/requests/callbacks.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Callbacks } from './callbacks.ts';

export function callbackHandlers(parts: {
  readonly callbacks: Pick<Callbacks, 'view' | 'refresh' | 'mark'>;
}): HandlersOf<typeof callbackRequests> {
  const { callbacks } = parts;
  return {
    listCallbacks: () => callbacks.view(),
    refreshCallbacks: () => callbacks.refresh(),
    markCallback: ({ id, mark }) => callbacks.mark(id, mark),
  };
}
