import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A release of the site: its version, and an installer that is as good as any other bytes. */
export interface Release {
  readonly version: string;
  readonly installer: Buffer;
  /** Beside what electron-builder writes, as a site adds it by hand. */
  readonly more?: string;
  /** Where the feed says that the installer is. */
  readonly at?: string;
}

/** The site's server of updates on the loopback. */
export interface UpdateFeed {
  readonly url: string;
  /** The paths that were asked for, without their queries. */
  readonly asked: string[];
  release: Release;
  /** Answers in place of the server; true if it did. */
  instead: (path: string, response: ServerResponse, request: IncomingMessage) => boolean;
  close(): Promise<void>;
}

/** What electron-builder writes beside an installer. Source: electron.build, Auto Update, "Staged Rollouts". */
function feedOf({ version, installer, more = '', at }: Release): string {
  const sha512 = createHash('sha512').update(installer).digest('base64');
  const url = at ?? `Afterword-${version}.AppImage`;
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${url}`,
    `    sha512: ${sha512}`,
    `    size: ${installer.length}`,
    `path: ${url}`,
    `sha512: ${sha512}`,
    more,
    `releaseDate: '2026-11-27T09:00:00.000Z'`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** @param tls a certificate with its key, for https */
export async function startUpdateFeed(
  release: Release,
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<UpdateFeed> {
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://feed');
    feed.asked.push(pathname);
    if (feed.instead(pathname, response, request)) return;
    if (/\/latest(-linux|-mac)?\.yml$/.test(pathname)) response.end(feedOf(feed.release));
    else if (pathname.endsWith('.AppImage')) response.end(feed.release.installer);
    else response.writeHead(404).end();
  };
  const server: Server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const feed: UpdateFeed = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/afterword/`,
    asked: [],
    release,
    instead: () => false,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return feed;
}
