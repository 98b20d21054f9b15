import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** The address of LCM, checked: Afterword may connect to it. */
export interface Address {
  /** Scheme `http` or `https`, host and port, as the socket library takes them. */
  readonly origin: string;
  /** Host name or IP address, without the brackets of IPv6. The certificate must be for it. */
  readonly host: string;
  readonly secure: boolean;
  readonly loopback: boolean;
}

export type AddressReading =
  { readonly ok: true; readonly address: Address } | { readonly ok: false; readonly reason: Reason };

/**
 * Reads the `url` of the settings. Plain `http` and `ws` are accepted only for the loopback (127.0.0.0/8, ::1,
 * `localhost`), because agents write about people, and that must not cross a network unencrypted.
 *
 * @returns the address, or what to change in the settings
 */
export function readAddress(url: string): AddressReading {
  if (url === '') return { ok: false, reason: reason('noLcmSet') };
  if (!URL.canParse(url)) return { ok: false, reason: reason('addressUnreadable') };
  const { protocol, hostname, host } = new URL(url);
  const secure = protocol === 'https:' || protocol === 'wss:';
  const loopback = isLoopback(hostname);
  if (!secure && !loopback) {
    const address = `${protocol === 'ws:' ? 'wss' : 'https'}://${host}`;
    return { ok: false, reason: reason('notEncrypted', { host: hostname, address }) };
  }
  return {
    ok: true,
    address: {
      origin: `${secure ? 'https' : 'http'}://${host}`,
      host: hostname.replace(/^\[|\]$/g, ''),
      secure,
      loopback,
    },
  };
}

/** The URL parser has already turned every spelling of an IPv4 address (`127.1`, `0x7f000001`) into four numbers. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether what is fetched from this address, or sent to it, crosses no network unencrypted. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
