import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { createSignal } from '#main/base/signal.ts';
import { startBrowserHost } from '#main/hosts/browser/server.ts';
import { BUS_PATH } from '#shared/contract/browser-bus.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { expect, startHost, test } from './browser-test.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';

const NEEDED = 'Open the latest address that Afterword printed.';

async function expectSignedIn(page: Page): Promise<void> {
  await expect(page.locator('[data-status=connected]')).toBeVisible();
}

/** A local server of somebody else's, whose page tries to reach the host with the session of this browser. */
async function strangeServer(authority: string) {
  const cookies: unknown[] = [];
  const http = createServer((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader('Content-Type', 'text/html').end('<a href="/next">next</a>');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    cookies,
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    attack: (page: Page) =>
      page.evaluate(
        async ([bus, host]) => {
          const socket = new WebSocket(`ws://${bus}`);
          const opened = await new Promise((resolve) => {
            socket.onopen = () => resolve('opened');
            socket.onerror = () => resolve('refused');
          });
          const read = await fetch(`http://${bus}`, { credentials: 'include' }).catch(() => 'refused');
          const tab = window.open(`http://${host}/`);
          return [opened, read, tab?.location.href, sessionStorage.length, localStorage.length];
        },
        [`${authority}${BUS_PATH}/?EIO=4&transport=websocket`, authority] as const,
      ),
    close: () =>
      new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      }),
  };
}

test('another local server gets nothing of the session', async ({ app, address }) => {
  const { host, origin } = new URL(address);
  const strange = await strangeServer(host);
  const page = await app.context().newPage();
  await page.goto(strange.origin);
  await page.getByRole('link').click();
  expect(await strange.attack(page)).toEqual(['refused', 'refused', 'about:blank', 0, 0]);
  expect(strange.cookies.every((cookie) => cookie === undefined)).toBe(true);
  expect(await app.context().cookies([origin, strange.origin])).toEqual([]);
  for (const each of app.context().pages()) if (each !== app) await each.close();
  await strange.close();
  await app.reload();
  await expectSignedIn(app);
});

test('two hosts in one browser both stay signed in', async ({ app, lcm }) => {
  const dataDir = makeDataFolder(lcm);
  const host = await startHost(dataDir);
  const other = await app.context().newPage();
  await other.goto(host.address);
  await expectSignedIn(other);
  for (const page of [app, other, app]) {
    await page.reload();
    await expectSignedIn(page);
  }
  await other.close();
  await host.end();
  removeDataFolder(dataDir);
});

test('a reload and a new tab of the same browser need no address', async ({ app, address }) => {
  const { origin } = new URL(address);
  expect(app.url()).toBe(`${origin}/`);
  await app.reload();
  await expectSignedIn(app);
  const tab = await app.context().newPage();
  await tab.goto(origin);
  await expectSignedIn(tab);
  await app.close();
  await tab.reload();
  await expectSignedIn(tab);
  const again = await tab.context().newPage();
  await again.goto(address);
  await expectSignedIn(again);
});

test('an address works once; without the session of this browser a page is told what to open', async ({
  app,
  address,
}) => {
  const { origin } = new URL(address);
  const elsewhere = await app.context().browser()!.newContext();
  const page = await elsewhere.newPage();
  await page.goto(address);
  await expect(page.getByRole('alert')).toHaveText(
    'This address was used before. Take the latest one that Afterword printed.',
  );
  await page.goto(origin);
  await expect(page.getByRole('alert')).toHaveText(NEEDED);

  // The browser ends, as far as this host can tell: its last page is gone, and with it the session.
  const context = app.context();
  await app.close();
  const later = await context.newPage();
  await later.goto(origin);
  await expect(later.getByRole('alert')).toHaveText(NEEDED);
});

test('a closed tab that the browser brings back after a minute is not signed in; a reloaded one is', async ({
  app,
}) => {
  const clock = createFakeClock();
  let [opened, pages] = [0, 0];
  const host = await startBrowserHost({
    pages: resolve(import.meta.dirname, '../../out/renderer'),
    port: 0,
    clock,
    events: createSignal(),
    answer: () => {
      pages += 1;
      return Promise.resolve({ ok: false, error: { code: 'unavailable', detail: null, problems: [] } });
    },
    onTokenSpent: () => (opened += 1),
  });
  const { origin } = new URL(host.address());
  const tab = await app.context().newPage();
  await tab.goto(host.address());
  await expect.poll(() => opened).toBe(1);
  const kept = () => tab.evaluate(() => sessionStorage.getItem('afterword-session'));
  await expect.poll(kept).not.toBeNull();
  const session = await kept();
  const before = pages;
  await tab.reload();
  await expect.poll(() => pages).toBeGreaterThan(before);
  await tab.close();

  // What browsers do that bring a closed tab back.
  const again = await app.context().newPage();
  await again.addInitScript((value) => sessionStorage.setItem('afterword-session', value!), session);
  // The minute begins when the host hears that the tab is gone.
  await expect(async () => {
    clock.pass(60_000);
    await again.goto(origin);
    await expect(again.getByRole('alert')).toHaveText(NEEDED, { timeout: 1_000 });
  }).toPass();
  await host.close();
});
