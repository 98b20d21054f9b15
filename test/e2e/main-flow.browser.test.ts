import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import AxeBuilder from '@axe-core/playwright';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import { makeDataFolder, removeDataFolder, tomorrow } from './data-folder.ts';
import { findChromium } from './find-chromium.ts';
import { AGENT, expectApplied, ring, startLcm, type TestLcm } from './lcm.ts';
import { chooseOutcome, picture, seeCall, setCallback, submit } from './screen.ts';

const HOST = resolve(import.meta.dirname, '../../out/main/browser-host.js');
const KEY = '5|3|1|0|0|44|1';

interface Fixtures {
  lcm: TestLcm;
  /** The address that the browser host printed. */
  address: string;
  app: Page;
}

/** A test of the same core and screen without Electron: the browser host, and a Chromium. */
const test = base.extend<Fixtures>({
  lcm: async ({}, use) => {
    const lcm = await startLcm();
    await use(lcm);
    await lcm.stop();
  },
  address: async ({ lcm }, use) => {
    const dataDir = makeDataFolder(lcm);
    const host = spawn(process.execPath, [HOST, '--port', '0', '--data-dir', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await use(await addressOf(host));
    const gone = once(host, 'exit');
    host.kill('SIGINT');
    expect(await gone).toEqual([0, null]);
    removeDataFolder(dataDir);
  },
  app: async ({ address }, use) => {
    const executablePath = process.env['AFTERWORD_CHROMIUM'] ?? findChromium();
    if (executablePath === null) throw new Error('There is no Chromium to test in.');
    const root = process.getuid?.() === 0;
    const browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
    const context = await browser.newContext({ viewport: { width: 1_180, height: 780 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(address);
    await expect(page.getByText('Connected', { exact: true })).toBeVisible();
    await use(page);
    await browser.close();
    expect(complaints).toEqual([]);
  },
});

test('the main flow works in a browser as it does in Electron', async ({ app, lcm }) => {
  ring(lcm, 'w-1', KEY);
  await seeCall(app, 'w-1');
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  await app.getByLabel('Comment').fill('From a browser');
  await setCallback(app, 'Mobile');
  await picture(app, '10-browser-host');
  await submit(app, 'w-1');
  await expectApplied(lcm, 'SetBusinessOutcomeWithCallback', {
    callid: 'w-1',
    AccountNumber: KEY,
    OutcomeId: 4,
    BusinessOutcome: 302,
    StartDate: tomorrow(),
    EndDate: tomorrow(),
    StartTime: '10:00',
    EndTime: '11:00',
    CallbackModeID: 3,
    UserID: AGENT,
    AgentComments: 'From a browser',
    LeadScore: 80,
    TargetAmount: 0,
  });
  await expect(app.getByText('Delivered', { exact: true }).first()).toBeVisible();
});

test('a draft survives a reload', async ({ app, lcm }) => {
  ring(lcm, 'w-2', KEY);
  await seeCall(app, 'w-2');
  await app.getByLabel('Comment').fill('not done yet');
  await expect(app.getByText('Draft', { exact: true })).toBeVisible();
  await app.reload();
  await seeCall(app, 'w-2');
  await expect(app.getByLabel('Comment')).toHaveValue('not done yet');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ app, lcm }) => {
    await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    ring(lcm, 'w-3', KEY);
    await seeCall(app, 'w-3');
    await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
    await setCallback(app, 'Mobile');
    for (const view of ['Wrap-up', 'Outbox', 'History']) {
      await app.getByRole('navigation', { name: 'Views' }).getByText(view, { exact: true }).click();
      const { violations } = await new AxeBuilder({ page: app }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      await picture(app, `11-${view.toLowerCase()}-${colorScheme}`);
    }
  });
}

test('an address works once, and nothing is served without one', async ({ address, app }) => {
  const { origin } = new URL(address);
  const again = await fetch(address, { redirect: 'manual' });
  expect(again.status).toBe(403);
  expect((await fetch(origin)).status).toBe(403);
  expect(app.url()).toBe(`${origin}/`);
});

/** Reads the address from what the host prints, or fails with what it printed instead. */
async function addressOf(host: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: host.stdout! })) {
    lines.push(line);
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`The browser host ended without an address: ${lines.join(' | ')}`);
}
