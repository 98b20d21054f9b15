import type { identityRequests } from '#shared/contract/requests/identity.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Identity } from './identity.ts';

export function identityHandlers({
  identity: { signIn, give },
}: {
  readonly identity: Identity;
}): HandlersOf<typeof identityRequests> {
  return {
    beginSignIn: ({ as }) => signIn?.begin(as),
    cancelSignIn: () => signIn?.cancel(),
    signOut: () => signIn?.out(),
    giveSecret: ({ name, text }) => give(name, text),
  };
}
