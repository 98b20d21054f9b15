import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server as TcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { Server } from 'socket.io';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { startDesktop } from './desktop-app.ts';

const tls = (name: string): string => fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url));

async function listen(server: TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('the system’s PAC script leads to an LCM that can be reached by its proxy only', async () => {
  const lcm = createTlsServer({
    cert: readFileSync(tls('server.pem')),
    key: readFileSync(tls('server.key')),
  });
  const bus = new Server(lcm, { serveClient: false });
  const lcmPort = await listen(lcm);
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on('connect', (request, client) => {
    asked.push(request.url);
    const target = connect(lcmPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    client.on('error', () => target.destroy());
    target.on('error', () => client.destroy());
  });
  const proxyPort = await listen(proxy);
  const script = `function FindProxyForURL(url, host) {
    return host === 'lcm.example.test' ? 'PROXY 127.0.0.1:${String(proxyPort)}' : 'DIRECT';
  }`;
  const pac = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(script).toString('base64')}`;
  // No name server knows such a host.
  const settings = { lcm: { url: 'https://lcm.example.test', caFile: tls('ca.pem') } };
  const folder = makeDataFolder({ url: '', token: '' }, {}, settings);
  const app = await startDesktop(folder, `--proxy-pac-url=${pac}`);
  try {
    await expect(app.main.locator('[data-status=connected]')).toBeAttached();
    expect(asked).toEqual(['lcm.example.test:443']);
  } finally {
    await app.quit();
    await bus.close();
    proxy.close();
    removeDataFolder(folder);
  }
});
