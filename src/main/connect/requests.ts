import { NotAllowedError } from '#main/outbox/transitions.ts';
import type { connectRequests } from '#shared/contract/requests/connect.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Connect } from './connect.ts';

/** @param parts `connect` is null unless Connect is open on this start */
export function connectHandlers(parts: {
  readonly connect: Connect | null;
}): HandlersOf<typeof connectRequests> {
  function open(): Connect {
    if (parts.connect === null) throw new NotAllowedError(reason('connectClosed'));
    return parts.connect;
  }
  return {
    getConnect: () => open().status(),
    testConnection: (address) => ({ faults: open().test(address) }),
    leaveConnect: () => open().leave(),
    listBusMembers: ({ groupId }) => ({ members: open().members(groupId) }),
    revealMember: ({ groupId, pointer }) => open().reveal(groupId, pointer),
    previewCall: ({ meanings, unmasked }) => open().preview(meanings, unmasked),
    tryOutcomeList: (call) => open().tryList(call),
    recordBus: async () => ({ path: await open().record() }),
    draftSettings: ({ meanings }) => open().draft(meanings),
    writeSettings: ({ meanings }) => ({ path: open().write(meanings) }),
  };
}
