import { appRequests } from './app.ts';
import { callRequests } from './calls.ts';
import { callbackRequests } from './callbacks.ts';
import { connectRequests } from './connect.ts';
import { contactRequests } from './contact.ts';
import { diagnosticsRequests } from './diagnostics.ts';
import { doNotCallRequests } from './do-not-call.ts';
import { factRequests } from './facts.ts';
import { historyRequests } from './history.ts';
import { identityRequests } from './identity.ts';
import { outboxRequests } from './outbox.ts';
import { outcomeRequests } from './outcomes.ts';
import { settingsRequests } from './settings.ts';
import { wrapUpRequests } from './wrap-up.ts';

/** Everything that the screen can ask. Main checks every input by its schema and has a handler for each request. */
export const requests = {
  ...appRequests,
  ...callRequests,
  ...wrapUpRequests,
  ...outcomeRequests,
  ...factRequests,
  ...contactRequests,
  ...doNotCallRequests,
  ...outboxRequests,
  ...historyRequests,
  ...callbackRequests,
  ...identityRequests,
  ...settingsRequests,
  ...diagnosticsRequests,
  ...connectRequests,
};

/** The build puts these names into the preload and the pages (`__REQUEST_NAMES__`), since they load no schema. */
export const REQUEST_NAMES = Object.keys(requests) as (keyof typeof requests)[];
