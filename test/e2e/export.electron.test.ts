import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, openView, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('the history is saved where the system’s dialog says; no other download is allowed', async ({
  app,
  lcm,
}) => {
  const { main, electron } = app;
  const folder = mkdtempSync(join(tmpdir(), 'afterword-export-'));
  const path = join(folder, 'history.csv');
  // Nobody can answer the dialog here, so the test sets the path of every allowed download itself.
  await electron.evaluate(({ session }, to) => {
    const downloads: string[] = [];
    Object.assign(globalThis, { downloads });
    session.defaultSession.on('will-download', (event, item) => {
      if (event.defaultPrevented) return;
      item.setSavePath(to);
      item.once('done', (_event, state) => {
        downloads.push(`${item.getSaveDialogOptions().title ?? ''}: ${state}`);
      });
    });
  }, path);
  const downloads = (): Promise<string[]> =>
    electron.evaluate(() => (globalThis as unknown as { downloads: string[] }).downloads);

  ring(lcm, 'x-1', KEY);
  await seeCall(main, 'x-1');
  await main.getByLabel('Comment').fill('kept');
  await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
  await submit(main, 'x-1');
  await expect(main.locator('[data-status=connected]')).toContainText('All delivered');

  await main.evaluate(() => {
    const file = new Blob(['no'], { type: 'application/octet-stream' });
    const links = [
      { href: URL.createObjectURL(file), download: 'tool.exe' },
      { href: 'data:text/csv,no', download: 'afterword-history-2026-11-20.csv' },
    ];
    for (const link of links) Object.assign(document.createElement('a'), link).click();
  });
  await openView(main, 'History');
  await main.getByRole('button', { name: 'Export' }).click();
  await main.getByRole('menuitemradio', { name: 'Every change of state' }).click();
  await main.getByRole('menuitem', { name: 'CSV' }).click();
  await expect(main.getByText(/ is ready, with 3 entries\./)).toBeVisible();
  await expect.poll(downloads).toEqual(['Save the history: completed']);
  const lines = readFileSync(path, 'utf8').split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toContain('kept');

  await main.getByRole('button', { name: 'Export' }).click();
  await main.getByRole('menuitem', { name: 'Workbook' }).click();
  await expect.poll(downloads).toHaveLength(2);
  const parts = unzipSync(readFileSync(path));
  expect(strFromU8(parts['xl/worksheets/sheet1.xml']!)).toContain('>kept<');
  rmSync(folder, { recursive: true });
});

test('the tray retries what waits, and says why it waits', async ({ app, lcm }) => {
  await lcm.stop();
  await expect.poll(async () => (await app.tray())?.kind).toBe('waiting');
  await expect
    .poll(async () => (await app.tray())?.menu.some((line) => line.startsWith('Next try')))
    .toBe(true);
  expect((await app.tray())?.menu).toContain('Try to send now');
  await lcm.start();
  await app.clickTrayMenu('Try to send now');
  await expect.poll(async () => (await app.tray())?.kind).toBe('ok');
});
