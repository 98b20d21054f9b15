import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const SCREENSHOTS = resolve(import.meta.dirname, '../../test-output/screenshots');

/** Waits until the form of a call is shown. Its ids are in a tooltip. */
export async function seeCall(page: Page, callId: string): Promise<void> {
  const form = page.getByRole('region', { name: 'Wrap-up' });
  await expect(form.getByTitle(`Call ${callId}, LCM key`)).toBeVisible();
}

export async function selectCall(page: Page, callId: string): Promise<void> {
  await page.getByRole('complementary', { name: 'Calls' }).getByTitle(`Call ${callId}, LCM key`).click();
  await seeCall(page, callId);
}

/** In the quick wrap-up: the line that names the current call and opens the others. */
export function currentCall(quick: Page): Locator {
  return quick.locator('button.switcher');
}

/** Adds a call by hand. */
export async function addCall(page: Page, callId: string, lcmKey: string, type: string): Promise<void> {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a call' });
  await dialog.getByLabel('Call ID').fill(callId);
  await dialog.getByLabel('LCM key').fill(lcmKey);
  await dialog.getByLabel('Type of call').fill(type);
  await dialog.getByRole('button', { name: 'Add call' }).click();
  await seeCall(page, callId);
}

/** Finds an outcome by typing and chooses the best hit, which must have this path. */
export async function chooseOutcome(page: Page, typed: string, path: string): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Find an outcome' });
  await search.fill(typed);
  await expect(page.getByRole('option').first()).toHaveText(path);
  await search.press('Enter');
  await expect(page.getByRole('option')).toHaveCount(0);
}

/** Switches the callback on, for tomorrow from ten to eleven. */
export async function setCallback(page: Page, mode: string): Promise<void> {
  await page.getByRole('switch', { name: 'Callback' }).click();
  await page.getByRole('button', { name: 'Tomorrow 10:00' }).click();
  await page.getByRole('button', { name: 'Range' }).click();
  await page.getByRole('textbox', { name: 'Until' }).fill('11');
  await page.getByRole('radio', { name: mode }).click();
}

/** Opens one of the three views. */
export async function openView(page: Page, view: 'Wrap-up' | 'Outbox' | 'History'): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByText(view, { exact: true }).click();
  // The other views are loaded when they are first opened.
  if (view !== 'Wrap-up') await expect(page.getByRole('heading', { level: 1, name: view })).toBeVisible();
}

/** Submits by keyboard and waits for *Saved*. */
export async function submit(page: Page, callId: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.saved')).toContainText(new RegExp(`Saved\\. (Contact )?${callId} `));
}

/** Saves a picture of the screen in `test-output/screenshots`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
