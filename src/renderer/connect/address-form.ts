import type { ShownAddress } from '#shared/contract/connect.ts';
import type { RequestInput } from '#shared/contract/index.ts';

/** A secret of the form: its name, and the text typed for it. `kept`: the core has one, and none was typed since. */
export interface SecretRow {
  name: string;
  value: string;
  kept: boolean;
}

export interface AddressForm extends Omit<RequestInput<'testConnection'>, 'auth' | 'headers'> {
  auth: SecretRow[];
  headers: SecretRow[];
}

/** The form as it is at first: with the defaults of the settings. */
export function emptyAddress(): AddressForm {
  return {
    url: '',
    path: '/socket.io',
    namespace: '/',
    eventName: 'message',
    caFile: '',
    proxy: '',
    auth: [],
    headers: [],
  };
}

export const emptySecret = (name: string): SecretRow => ({ name, value: '', kept: false });

/** The form after a test: secrets by their names only. */
export function shownForm({ auth, headers, ...address }: ShownAddress): AddressForm {
  const { url, path, namespace, eventName, caFile, proxy } = address;
  const kept = (name: string): SecretRow => ({ name, value: '', kept: true });
  return { url, path, namespace, eventName, caFile, proxy, auth: auth.map(kept), headers: headers.map(kept) };
}

export function sentAddress({ auth, headers, ...rest }: AddressForm): RequestInput<'testConnection'> {
  const sent = (rows: readonly SecretRow[]): { name: string; value: string | null }[] =>
    rows.map(({ name, value, kept }) => ({ name, value: kept ? null : value }));
  return { ...rest, auth: sent(auth), headers: sent(headers) };
}
