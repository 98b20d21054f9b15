import { z } from 'zod';
import { namesPlace, secretReferenceSchema, secretSchema } from '#main/secrets/secret-value.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { isSafeUrl } from './address.ts';

const url = z
  .string()
  .trim()
  .refine(
    (text) => text === '' || parseUrl(text, ['http:', 'https:', 'ws:', 'wss:']) !== null,
    'notAnLcmAddress' satisfies SettingFault,
  )
  .refine((text) => text === '' || !hasCredentials(text), 'addressWithPassword' satisfies SettingFault)
  .refine((text) => text === '' || isBare(text), 'addressTooLong' satisfies SettingFault);

/** An address on the site's own servers; '' for none. */
export const siteUrlSchema = z
  .string()
  .trim()
  .refine((text) => text === '' || isSafeUrl(text), 'notASafeAddress' satisfies SettingFault)
  .refine((text) => !hasCredentials(text), 'addressWithPassword' satisfies SettingFault);

/** A proxy: '' for the system's, `none`, or a URL. */
export const proxySchema = z
  .string()
  .trim()
  .refine(
    (text) => text === '' || text === 'none' || parseUrl(text, PROXY_PROTOCOLS) !== null,
    'notAProxy' satisfies SettingFault,
  );

const PROXY_PROTOCOLS = ['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:'];

/** What may stand in a header. */
export const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Extra headers of HTTP requests, without those that belong to the connection. */
export const headersSchema = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'notAHeaderName' satisfies SettingFault),
    secretSchema,
  )
  .check((context) => {
    const { value: input, issues } = context;
    const refuse = (header: string, message: SettingFault, params = {}): void => {
      issues.push({ code: 'custom', input, path: [header], message, params });
    };
    for (const [header, value] of Object.entries(input)) {
      if (CONNECTION_HEADERS.test(header)) refuse(header, 'ownHeader', { header });
      else if (typeof value === 'string' && !HEADER_VALUE.test(value)) refuse(header, 'badHeaderValue');
    }
  });

/** `Host` would also change which host the certificate is checked for; the others break HTTP's framing. */
const CONNECTION_HEADERS =
  /^(host|connection|upgrade|content-length|transfer-encoding|sec-websocket-.*|proxy-.*)$/i;

/** The payload of the handshake. A member may name the place of a secret instead of its value. */
const auth = z.record(z.string(), z.json()).check((context) => {
  const message: SettingFault = 'notASecret';
  for (const [name, value] of Object.entries(context.value)) {
    if (namesPlace(value) && !secretReferenceSchema.safeParse(value).success)
      context.issues.push({ code: 'custom', input: context.value, path: [name], message });
  }
});

/** The certificate by which this desktop shows LCM, or a server in front of it, which one it is. */
const tls = z
  .strictObject({
    /** PEM files of the certificate, with those between it and its authority, and of its key. */
    certFile: z.string().default(''),
    keyFile: z.string().default(''),
    /** PKCS#12 file (`.p12`, `.pfx`) with both. */
    pfxFile: z.string().default(''),
    /** Of the key, or of the PKCS#12 file. */
    passphrase: secretSchema.default(''),
  })
  .refine(
    ({ certFile, keyFile, pfxFile }) =>
      (certFile === '') === (keyFile === '') && (pfxFile === '' || certFile === ''),
    'certOrPfx' satisfies SettingFault,
  );

/** User and password for a proxy that asks for them (Basic), whoever has named the proxy. */
const proxySignIn = z.strictObject({ user: secretSchema.default(''), password: secretSchema.default('') });

/**
 * How long to wait between tries, in milliseconds: full jitter under base · 2^n, never above the cap.
 *
 * @param baseMs the base that counts if none is given
 */
export const waitsSchema = (baseMs: number) =>
  z
    .strictObject({
      baseMs: z.number().int().min(100).max(60_000).default(baseMs),
      capMs: z.number().int().min(1_000).max(600_000).default(60_000),
    })
    .refine((bounds) => bounds.baseMs <= bounds.capMs, 'baseAboveCap' satisfies SettingFault);

/**
 * How to reach LCM: the `lcm` part of the settings file. Every field has a default, so `{}` is valid and stands for
 * the demo. Certificate checks cannot be switched off; a private authority goes into `caFile`.
 */
export const lcmOptionsSchema = z.strictObject({
  /** The address of LCM's bus; '' stands for the built-in demo. */
  url: url.default(''),
  /** Path of the Socket.IO endpoint on that host. */
  path: z
    .string()
    .trim()
    .regex(/^\//, 'needsSlash' satisfies SettingFault)
    .default('/socket.io'),
  /** Socket.IO namespace. */
  namespace: z
    .string()
    .trim()
    .regex(/^\//, 'needsSlash' satisfies SettingFault)
    .default('/'),
  /** Name of the one event that carries envelopes in both directions. */
  eventName: z
    .string()
    .min(1)
    .refine((name) => !RESERVED_EVENTS.has(name), 'reservedEvent' satisfies SettingFault)
    .default('message'),
  /** The `source` of our envelopes: the name of this application on the bus. */
  source: z.string().trim().min(1).default('Afterword'),
  /** Payload of the Socket.IO handshake. */
  auth: auth.default({}),
  /** Extra headers of every HTTP request, including the WebSocket's. */
  headers: headersSchema.default({}),
  /** How long a request waits for its reply, in milliseconds. */
  requestTimeoutMs: z.number().int().min(100).max(300_000).default(10_000),
  /** PEM file of a private certificate authority, trusted in addition to the usual ones; '' for none. */
  caFile: z.string().default(''),
  tls: tls.prefault({}),
  proxy: proxySchema.default(''),
  proxySignIn: proxySignIn.prefault({}),
  /**
   * How long the link waits. If all desktops lose their links at once, their first tries spread over the base; after a long outage,
   * over the cap.
   */
  reconnect: waitsSchema(10_000).prefault({}),
});
export type LcmOptions = z.output<typeof lcmOptionsSchema>;

/** Events that the client library itself emits. An envelope cannot be sent or recognised under these names. */
const RESERVED_EVENTS: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

function parseUrl(text: string, protocols: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const parsed = new URL(text);
  return protocols.includes(parsed.protocol) && parsed.hostname !== '' ? parsed : null;
}

/** Whether an address ends after its port. Another rule catches an unreadable address. */
function isBare(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { pathname, search, hash } = new URL(text);
  return (pathname === '/' || pathname === '') && search === '' && hash === '';
}

/** Whether an address has a user or a password in it. */
function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** Fixed times of the session, in milliseconds. Times that an agent may want to change are in the settings. */
export interface SessionPolicy {
  /** How long one transport may take to open. */
  readonly connectTimeoutMs: number;
  /** A link that was up for this long counts as stable: after its loss, the delays start from the base again. */
  readonly stableMs: number;
  /** How long after its time limit a reply may still come. It must not be taken for the reply to another request. */
  readonly graceMs: number;
}

export const DEFAULT_POLICY: SessionPolicy = {
  connectTimeoutMs: 8_000,
  stableMs: 5_000,
  graceMs: 10_000,
};
