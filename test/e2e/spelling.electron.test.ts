import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { startDesktop } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';

test.skip(process.platform === 'darwin', 'macOS checks by itself.');

test('dictionaries for the agent’s language are fetched from the address in the settings, and from nowhere else', async ({
  lcm,
}) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dictionaryUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dictionaries`;
  const dataDir = makeDataFolder(lcm, { language: 'de' }, { spelling: { dictionaryUrl } });
  const app = await startDesktop(dataDir);
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(0);
  for (const path of asked) expect(path).toMatch(/^\/dictionaries\/de-[\w-]+\.bdic$/);
  await app.quit();
  server.close();
  removeDataFolder(dataDir);
});

test('spelling is not checked if the settings name no dictionaries', async ({ app }) => {
  expect(await app.electron.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(
    false,
  );
});
