import { lcmOptionsSchema, type LcmOptions } from '#main/lcm/link/options.ts';
import { settingReason } from '#main/settings/setting-reason.ts';
import type { AddressFault, ShownAddress } from '#shared/contract/connect.ts';
import type { AddressInput } from '#shared/contract/requests/connect.ts';
import { reason } from '#shared/reasons/reason-codes.ts';

export type AddressReading =
  | { readonly ok: true; readonly options: LcmOptions }
  | { readonly ok: false; readonly faults: readonly AddressFault[] };

/** How long a request of Connect may wait: the browser host gives up on an answer after 15 s. In milliseconds. */
const REQUEST_TIMEOUT_MS = 8_000;

/**
 * Reads what the administrator typed, by the schema of the settings.
 *
 * @param before the address typed before, whose secrets stay where none was typed again
 */
export function readConnectAddress(input: AddressInput, before: LcmOptions | null): AddressReading {
  const { auth, headers, proxy, ...rest } = input;
  const read = lcmOptionsSchema.safeParse({
    ...rest,
    auth: withKept(auth, before?.auth),
    headers: withKept(headers, before?.headers),
    proxy: before !== null && proxy === withoutPassword(before.proxy) ? before.proxy : proxy,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  if (read.success && read.data.url !== '') return { ok: true, options: read.data };
  const faults = (read.error?.issues ?? []).map((issue) => ({
    path: ['lcm', ...issue.path].join('.'),
    reason: settingReason(issue, issue.input),
  }));
  return { ok: false, faults: read.success ? [{ path: 'lcm.url', reason: reason('settingEmpty') }] : faults };
}

function withKept<T>(
  typed: AddressInput['auth'],
  before: Readonly<Record<string, T>> = {},
): Record<string, T | string> {
  return Object.fromEntries(
    typed
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, value }) => [
        name.trim(),
        value ?? (Object.hasOwn(before, name) ? before[name] : undefined) ?? '',
      ]),
  );
}

export function shownAddress(options: LcmOptions): ShownAddress {
  const { url, path, namespace, eventName, caFile } = options;
  const proxy = withoutPassword(options.proxy);
  return {
    url,
    path,
    namespace,
    eventName,
    caFile,
    proxy,
    proxyHasPassword: proxy !== options.proxy,
    auth: Object.keys(options.auth),
    headers: Object.keys(options.headers),
  };
}

/** A proxy's URL without its user and password; any other text as it is. */
export function withoutPassword(proxy: string): string {
  if (!URL.canParse(proxy)) return proxy;
  const url = new URL(proxy);
  if (url.username === '' && url.password === '') return proxy;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
