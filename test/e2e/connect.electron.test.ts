import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kestrelEvent, KESTREL_PHASES, startKestrel } from '#test/support/kestrel-bus.ts';
import { removeDataFolder } from './data-folder.ts';
import { startDesktop } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';

test('the desktop app opens Connect, records, and saves the settings where the system’s dialog says', async () => {
  const bus = await startKestrel();
  const dataDir = mkdtempSync(join(tmpdir(), 'afterword-connect-'));
  const app = await startDesktop(dataDir, '--connect');
  try {
    const { main, electron } = app;
    const path = join(dataDir, 'saved.json');
    // Nobody can answer the dialog here.
    await electron.evaluate(({ session }, to) => {
      session.defaultSession.on('will-download', (event, item) => {
        if (!event.defaultPrevented) item.setSavePath(to);
      });
    }, path);
    await main.getByLabel('Address of the bus').fill(bus.url);
    await main.getByRole('button', { name: 'Test the connection' }).click();
    await main.getByRole('button', { name: 'Watch the bus' }).click();
    await expect(main.locator('.link[data-tone=good]')).toBeVisible();
    await main.getByRole('button', { name: 'Record for support' }).click();
    await expect(main.getByText(join(dataDir, 'bus-'))).toBeVisible();
    bus.say(kestrelEvent(KESTREL_PHASES.ringing));
    const tree = main.getByRole('tree');
    for (const [member, role] of [
      ['identificador', 'Call ID'],
      ['cuenta', 'LCM key'],
      ['fase', 'Phase of the call'],
    ] as const) {
      await tree.getByRole('treeitem', { name: member }).click();
      await main.getByRole('menuitem', { name: role, exact: true }).click();
      await expect(main.getByRole('menuitem')).toHaveCount(0);
    }
    await main.getByRole('button', { name: 'Make the settings file' }).click();
    await main.getByRole('button', { name: 'Save as a file' }).click();
    const saved = () => JSON.parse(readFileSync(path, 'utf8')) as { lcm: { url: string } };
    await expect(() => expect(saved().lcm.url).toBe(bus.url)).toPass();
    await app.quit();
  } finally {
    await bus.close();
    removeDataFolder(dataDir);
  }
});
