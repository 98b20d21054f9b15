import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '#simulator/server.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { electronPath, startDesktop } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Report {
  readonly ok: boolean;
  readonly findings: readonly { check: string; state: string; words: string }[];
}

/** Runs the doctor of the desktop app, without a display. */
async function doctor(dataDir: string): Promise<{ code: number; report: Report }> {
  const electron = await electronPath();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', AFTERWORD_DATA_DIR: dataDir };
  return new Promise((resolve) => {
    const words = [ROOT, ...asRoot, '--doctor', '--json', '--for', '1'];
    execFile(electron, words, { env }, (error, stdout) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : 0,
        report: JSON.parse(stdout) as Report,
      });
    });
  });
}

test('the doctor runs without a display, beside an app in use, and opens no window', async () => {
  const token = randomUUID();
  const lcm = await startSimulator({ token });
  const dataDir = makeDataFolder({ url: lcm.url, token });
  try {
    const app = await startDesktop(dataDir);
    const { code, report } = await doctor(dataDir);
    expect(report.findings.filter(({ state }) => state === 'failed')).toEqual([]);
    expect([code, report.ok]).toEqual([0, true]);
    const of = (check: string) => report.findings.find((each) => each.check === check)?.words;
    expect(of('version')).toMatch(/^Afterword .* \(Electron /);
    expect(of('database')).toContain('A running Afterword has it open');
    await expect(app.main.locator('[data-status=connected]')).toBeAttached();
    await app.quit();

    await lcm.close();
    const closed = await doctor(dataDir);
    expect([closed.code, closed.report.ok]).toEqual([1, false]);
    expect(existsSync(join(dataDir, 'settings.json'))).toBe(true);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('settings.faulty'))).toEqual([]);
  } finally {
    await lcm.close();
    removeDataFolder(dataDir);
  }
});
