import { callHandlers } from '#main/calls/requests.ts';
import { callbackHandlers } from '#main/callbacks/requests.ts';
import { connectHandlers } from '#main/connect/requests.ts';
import { factHandlers } from '#main/facts/requests.ts';
import { historyHandlers } from '#main/outbox/history/requests.ts';
import { outboxHandlers } from '#main/outbox/requests.ts';
import { outcomeHandlers } from '#main/outcomes/requests.ts';
import { settingsHandlers } from '#main/settings/requests.ts';
import { appHandlers } from './app-requests.ts';
import { contactHandlers } from './contact-requests.ts';
import type { Handlers } from './contract-server.ts';
import { diagnosticsHandlers } from './diagnostics-requests.ts';
import { doNotCallHandlers } from './do-not-call-requests.ts';
import { identityHandlers } from './identity-requests.ts';
import { wrapUpHandlers } from './wrap-up-requests.ts';

/** What the handlers of all features need. */
type HandlerParts = Parameters<typeof appHandlers>[0] &
  Parameters<typeof callHandlers>[0] &
  Parameters<typeof wrapUpHandlers>[0] &
  Parameters<typeof outcomeHandlers>[0] &
  Parameters<typeof factHandlers>[0] &
  Parameters<typeof contactHandlers>[0] &
  Parameters<typeof doNotCallHandlers>[0] &
  Parameters<typeof outboxHandlers>[0] &
  Parameters<typeof historyHandlers>[0] &
  Parameters<typeof callbackHandlers>[0] &
  Parameters<typeof identityHandlers>[0] &
  Parameters<typeof settingsHandlers>[0] &
  Parameters<typeof diagnosticsHandlers>[0] &
  Parameters<typeof connectHandlers>[0];

/** The handlers of all features together, one for each request. */
export function createHandlers(parts: HandlerParts): Handlers {
  return {
    ...appHandlers(parts),
    ...callHandlers(parts),
    ...wrapUpHandlers(parts),
    ...outcomeHandlers(parts),
    ...factHandlers(parts),
    ...contactHandlers(parts),
    ...doNotCallHandlers(parts),
    ...outboxHandlers(parts),
    ...historyHandlers(parts),
    ...callbackHandlers(parts),
    ...identityHandlers(parts),
    ...settingsHandlers(parts),
    ...diagnosticsHandlers(parts),
    ...connectHandlers(parts),
  };
}
