import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LANGUAGES, PSEUDO_LANGUAGE } from '#shared/contract/language.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { KESTREL_CALL, KESTREL_PHASES, kestrelEvent } from '#test/support/kestrel-bus.ts';
import { expect, expectAccessible, startHost, test as base, type RunningHost } from './browser-test.ts';
import { removeDataFolder } from './data-folder.ts';
import { overflows } from './overflows.ts';
import { chooseOutcome, picture, seeCall } from './screen.ts';

/** An LCM whose bus carries events of a softphone that nobody knows, and a data folder without settings. */
interface Fixtures {
  bus: Simulator;
  dataDir: string;
  /** Starts the browser host and opens its page. What ran before ends. */
  open: (preferences: PreferenceChange, ...more: string[]) => Promise<Page>;
}

const test = base.extend<Fixtures>({
  bus: async ({}, use) => {
    const bus = await startSimulator();
    await use(bus);
    await bus.close();
  },
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-connect-'));
    await use(folder);
    removeDataFolder(folder);
  },
  open: async ({ browser, dataDir }, use) => {
    let host: RunningHost | null = null;
    await use(async (preferences, ...more) => {
      await host?.end();
      writeFileSync(join(dataDir, 'preferences.json'), JSON.stringify({ agents: [['', preferences]] }));
      host = await startHost(dataDir, ...more);
      const context = await browser.newContext({
        viewport: { width: 1_280, height: 860 },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await page.goto(host.address);
      return page;
    });
    await Promise.all(browser.contexts().map((context) => context.close()));
    await (host as RunningHost | null)?.end();
  },
});

// Each goes through the whole view.
test.describe.configure({ timeout: 180_000 });

/** The members of the event and what each is. */
const MEANINGS = [
  ['identificador', 'Call ID'],
  ['cuenta', 'LCM key'],
  ['fase', 'Phase of the call'],
  ['clase', 'Type of call'],
  ['nombre', 'Contact'],
  ['operador', 'Agent'],
] as const;

function say(bus: Simulator, ...phases: (keyof typeof KESTREL_PHASES)[]): void {
  for (const phase of phases) bus.broadcast(kestrelEvent(KESTREL_PHASES[phase]));
}

/** Waits until the page listens to the bus. The check has a connection of its own before. */
async function listens(page: Page): Promise<void> {
  await expect(page.locator('.link[data-tone=good]')).toBeVisible();
}

/** Gives the phases their meaning, by the list of values. */
async function sayPhases(page: Page): Promise<void> {
  const phases = page.getByRole('group', { name: 'Values of the phase' });
  await expect(phases.getByRole('combobox')).toHaveCount(3);
  for (const [meaning, code] of [
    ['Ringing', KESTREL_PHASES.ringing],
    ['Talking', KESTREL_PHASES.talking],
    ['Ended', KESTREL_PHASES.ended],
  ] as const)
    await phases.getByRole('combobox', { name: `${code}` }).selectOption(meaning);
}

test('an unknown bus is connected by clicks, and a call of it is wrapped up', async ({
  bus,
  dataDir,
  open,
}) => {
  let page = await open({});
  await expect(page.getByRole('button', { name: 'Start practising' })).toBeVisible();
  await picture(page, '20-first-start');
  await page.getByRole('button', { name: 'Connect to your LCM' }).click();
  await page.getByLabel('Address of the bus').fill(bus.url);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('button', { name: 'Watch the bus' })).toBeVisible();
  await page.getByRole('button', { name: 'Watch the bus' }).click();
  await listens(page);
  say(bus, 'ringing', 'talking', 'ended');

  await page.getByRole('button', { name: /Voz.*CambioDeEstado/ }).click();
  const tree = page.getByRole('tree');
  await expect(tree.getByRole('treeitem', { name: 'fase' })).toBeVisible();
  await expect(page.getByText(KESTREL_CALL.customer)).toHaveCount(0);
  for (const [member, role] of MEANINGS) {
    await tree.getByRole('treeitem', { name: member }).click();
    await page.getByRole('menuitem', { name: role, exact: true }).click();
    await expect(page.getByRole('menuitem')).toHaveCount(0);
  }
  await sayPhases(page);
  const preview = page.getByRole('region', { name: 'The call that comes of it' });
  await expect(preview.getByText(KESTREL_CALL.id)).toBeVisible();
  await expect(preview.getByText('of the campaign (page 004)')).toBeVisible();
  await expect(page.getByText(KESTREL_CALL.customer)).toHaveCount(0);
  await page.getByRole('button', { name: 'Take the call above' }).click();
  await expect(page.getByRole('textbox', { name: 'Call ID' })).toHaveValue(KESTREL_CALL.id);
  await page.getByRole('button', { name: 'Ask for the campaign’s list' }).click();
  await expect(page.getByText(/^Page 004 answered\. Outcomes: \d+/)).toBeVisible();
  await picture(page, '20-bus');

  await page.getByRole('button', { name: 'Make the settings file' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('settings.json');
  await page.getByRole('button', { name: 'Write it on this computer' }).click();
  await expect(page.getByText('Written. Restart Afterword to begin.')).toBeVisible();
  expect(readFileSync(await file.path(), 'utf8')).toBe(readFileSync(join(dataDir, 'settings.json'), 'utf8'));
  await picture(page, '20-written');
  // Nothing but the list was asked for, and nothing was set.
  expect(bus.ledger.applied()).toEqual([]);

  page = await open({});
  await page.getByLabel('Your LCM user ID').fill(KESTREL_CALL.agent);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('[data-status=connected]')).toBeVisible();
  say(bus, 'ringing', 'ended');
  await seeCall(page, KESTREL_CALL.id);
  await chooseOutcome(page, 'pro card', 'Promise to pay›In full›By card');
  await page.keyboard.press('Control+Enter');
  const entry = await bus.ledger.waitFor((each) => each.applied, 20_000);
  expect(entry.data).toMatchObject({
    callid: KESTREL_CALL.id,
    AccountNumber: KESTREL_CALL.key,
    UserID: KESTREL_CALL.agent,
  });
});

test('the whole way works with the keyboard alone', async ({ bus, dataDir, open }) => {
  const page = await open({}, '--connect');
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  /** Goes on by Tab until the element has the focus. */
  const tabTo = async (name: RegExp): Promise<void> => {
    await expect(async () => {
      await page.keyboard.press('Tab');
      const named = await page.evaluate(() => {
        const at = document.activeElement;
        const isField = at instanceof HTMLInputElement || at instanceof HTMLSelectElement;
        const label = isField ? at.labels?.[0]?.textContent : undefined;
        return (at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? '').trim();
      });
      expect(named).toMatch(name);
    }).toPass({ intervals: [1], timeout: 30_000 });
  };
  await tabTo(/^Address of the bus/);
  await page.keyboard.type(bus.url);
  await press('Enter');
  await expect(page.getByRole('button', { name: 'Watch the bus' })).toBeVisible();
  await tabTo(/^Watch the bus/);
  await press('Enter');
  await listens(page);
  say(bus, 'ringing', 'talking', 'ended');
  await tabTo(/CambioDeEstado/);
  await press('Enter');
  await tabTo(/^Members of the event, as a tree/);
  const tree = page.getByRole('tree');
  await expect(tree.getByRole('treeitem', { name: 'fase' })).toBeVisible();
  // A value is shown by the menu of its member.
  for (const key of 'ident') await press(key);
  await press('Enter', 'End', 'Enter');
  await expect(tree.getByText(KESTREL_CALL.id)).toBeVisible();
  for (const [member, role] of MEANINGS) {
    await press('Home');
    await expect(async () => {
      await press('ArrowDown');
      const id = (await tree.getAttribute('aria-activedescendant')) ?? '';
      await expect(page.locator(`[id="${id}"] .name`)).toHaveText(member, { timeout: 50 });
    }).toPass({ intervals: [1] });
    await press('Enter');
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    // By its first word: a blank would choose.
    await page.keyboard.type(role.split(' ')[0]!);
    await press('Enter');
    await expect(page.getByRole('menuitem')).toHaveCount(0);
    await expect(tree).toBeFocused();
    await expect(page.getByRole('button', { name: `Take back: ${role}` })).toBeVisible();
  }
  for (const [code, meaning] of [
    [KESTREL_PHASES.ringing, 'Ringing'],
    [KESTREL_PHASES.talking, 'Talking'],
    [KESTREL_PHASES.ended, 'Ended'],
  ] as const) {
    await tabTo(new RegExp(`^${code}`));
    await page.keyboard.type(meaning);
    await expect(page.locator('select:focus option:checked')).toHaveText(meaning);
  }
  await tabTo(/^Make the settings file/);
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Your settings file' })).toBeVisible();
  await tabTo(/^Write it on this computer/);
  await press('Enter');
  await expect(page.getByText('Written. Restart Afterword to begin.')).toBeVisible();
  const written = JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as { busEvents: object[] };
  expect(written.busEvents).toMatchObject([{ ringing: ['10'], talking: ['20'], ended: ['90'] }]);
});

test('a step that fails says what to do, and a secret is not shown again', async ({ bus, open }) => {
  const page = await open({}, '--connect');
  await page.getByLabel('Address of the bus').fill('http://lcm.example.com');
  await page.getByRole('button', { name: 'Add a token' }).click();
  await page.getByLabel('Value of token').fill('sesame-77');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText('LCM cannot be reached like this.')).toBeVisible();
  await expect(page.getByText('Correct the address as it says.')).toBeVisible();
  await expect(page.getByLabel('Value of token')).toHaveValue('');
  await picture(page, '20-failed');
  await page.getByLabel('Address of the bus').fill(bus.url);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('button', { name: 'Watch the bus' })).toBeVisible();
  expect(await page.content()).not.toContain('sesame-77');
});

/** Goes through the three steps and looks at each. */
async function goThrough(page: Page, bus: Simulator, look: (step: string) => Promise<void>): Promise<void> {
  const steps = page.locator('nav .step');
  await expect(page.locator('#connect-url')).toBeVisible();
  await look('address');
  await page.locator('#connect-url').fill(bus.url);
  await page.locator('form button[type=submit]').click();
  await expect(page.locator('.result > .button')).toBeVisible();
  await look('checked');
  await steps.nth(1).click();
  await listens(page);
  say(bus, 'ringing', 'talking', 'ended');
  const line = (name: string) => page.locator('[role=treeitem]', { hasText: name });
  await expect(line('fase')).toBeVisible();
  for (const [at, member] of ['identificador', 'cuenta', 'fase', 'clase'].entries()) {
    await line(member).click();
    if (at === 0) await look('menu');
    await page.getByRole('menuitem').nth(at).click();
  }
  await expect(page.locator('select')).toHaveCount(4);
  await page.locator('select').nth(2).selectOption({ index: 2 });
  await expect(page.locator('.preview .id')).toBeVisible();
  await look('bus');
  await steps.nth(2).click();
  await expect(page.locator('pre')).toBeVisible();
  await look('settings');
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${theme}`, async ({ bus, open }) => {
    const page = await open({ theme }, '--connect');
    await goThrough(page, bus, async (step) => {
      await picture(page, `21-connect-${step}-${theme}`);
      await expectAccessible(page);
    });
  });
}

for (const language of [PSEUDO_LANGUAGE, ...LANGUAGES.filter((each) => each !== 'en')] as const) {
  test(`words fit at 1180 and at 360, ${language}`, async ({ bus, open }) => {
    const page = await open({ language }, '--connect');
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await goThrough(page, bus, async (step) => {
      for (const width of [1_180, 360]) {
        await page.setViewportSize({ width, height: 780 });
        await picture(page, `22-connect-${language}-${step}-${width}`);
        await expect.poll(() => overflows(page), `${step}, ${width}`).toEqual([]);
      }
    });
  });
}
