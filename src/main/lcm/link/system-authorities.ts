import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Gives the certificate authorities of the operating system, as PEM texts. */
export type ReadSystemAuthorities = () => Promise<readonly string[]>;

const READER = `
const tls = require('node:tls');
const list = typeof tls.getCACertificates === 'function' ? tls.getCACertificates('system') : [];
require('node:worker_threads').parentPort.postMessage(list);
`;

/**
 * Reads the authorities that the operating system trusts for servers; none if the runtime cannot read them (before
 * Node 22.15, so in Electron 33). Node reads them once in the life of the process. On a Mac with many
 * certificates this blocks the thread that asks for seconds to minutes. So a separate thread asks.
 * Sources: nodejs.org/api/tls.html, "tls.getCACertificates"; github.com/nodejs/node/issues/63313.
 */
export const readSystemAuthorities: ReadSystemAuthorities = async () => {
  const worker = new Worker(READER, { eval: true });
  worker.unref();
  const [list] = (await once(worker, 'message')) as [readonly string[]];
  return list;
};
