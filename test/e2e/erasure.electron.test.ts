import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { electronPath } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEY = '5|3|1|0|0|44|1';

/** Runs the command of the desktop app, without a display. */
async function erase(dataDir: string, ...words: string[]): Promise<{ code: number; said: string }> {
  const electron = await electronPath();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const headless = process.platform === 'linux' ? ['--ozone-platform=headless'] : [];
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', AFTERWORD_DATA_DIR: dataDir };
  return new Promise((resolve) => {
    const line = [ROOT, ...asRoot, ...headless, '--erase-contact', '--key', KEY, ...words];
    execFile(electron, line, { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
    });
  });
}

test('the desktop app erases a contact with its own key, and not while it runs', async ({
  app,
  dataDir,
  lcm,
}) => {
  ring(lcm, 'c-1', KEY);
  await seeCall(app.main, 'c-1');
  const refused = await erase(dataDir, '--yes');
  expect(refused.said).toContain('is in use by another Afterword');
  expect(refused.code).toBe(1);
  await expect(app.main.locator('[data-status=connected]')).toBeAttached();
  await app.quit();

  const erased = await erase(dataDir, '--yes');
  expect(erased.said).toContain('1 calls');
  expect(erased.said).toContain('All of this was erased.');
  expect(erased.code).toBe(0);
  expect((await erase(dataDir)).said).toContain('0 calls');
});
