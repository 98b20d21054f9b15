/**
 * Headers of every page and asset, for both hosts. The policy has no `unsafe-*`: scripts, styles and fonts come from
 * the app, and it connects only to its own core.
 * Source: Content Security Policy Level 3 (W3C).
 *
 * @param connect what the page may connect to besides its own origin, such as the host's WebSocket
 */
export function pageHeaders(connect: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
