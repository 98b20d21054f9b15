import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { readSystemAuthorities } from '#main/lcm/link/system-authorities.ts';

const file = fileURLToPath(new URL('../../../../support/tls/ca.pem', import.meta.url));

// The environment can set where Node finds the system's authorities, on Linux only and before the first read.
it.runIf(process.platform === 'linux' && 'getCACertificates' in tls)(
  'the authorities of the operating system are read',
  async () => {
    vi.stubEnv('SSL_CERT_FILE', file);
    const mine = new X509Certificate(readFileSync(file)).fingerprint256;
    const found = (await readSystemAuthorities()).map((pem) => new X509Certificate(pem).fingerprint256);
    expect(found).toContain(mine);
  },
);
