import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, safeStorage, session } from 'electron';
import { files } from '#main/base/patient-files.ts';
import type { settingsCommand } from '#main/settings-commands/command.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { systemKeyProtector } from './security/key-protector.ts';

/**
 * Runs the doctor in place of the app: no window opens, and an Afterword that runs on the same data folder is left alone.
 * Call before Electron is ready. On a Linux machine without a display, Chromium needs `--ozone-platform=headless` on the
 * command line.
 */
export async function startDoctor(
  words: readonly string[],
  dataDir: string,
  site: readonly SettingsSource[],
): Promise<void> {
  // Chromium keeps its files elsewhere meanwhile: in the data folder it would get in the way of a running Afterword.
  app.setPath('userData', scratchFolder());
  app.disableHardwareAcceleration();
  app.dock?.hide();
  const { runDoctor, terminal } = await import('#main/doctor/command.ts');
  const code = await runDoctor(words, {
    ...terminal(),
    dataDir,
    site,
    async host() {
      await app.whenReady();
      const network = session.fromPartition('doctor');
      return {
        version: `Afterword ${app.getVersion()} (Electron ${process.versions.electron})`,
        system: { askProxy: (url) => network.resolveProxy(url) },
        keyProtector: systemKeyProtector(safeStorage, process.platform),
      };
    },
  });
  app.exit(code);
}

/** Runs a command about settings in place of the app. Nothing of Chromium starts. */
export async function endWith(
  command: NonNullable<ReturnType<typeof settingsCommand>>,
  dataDir: string,
  site: readonly SettingsSource[],
): Promise<void> {
  const { terminal } = await import('#main/doctor/command.ts');
  app.exit(await command({ ...terminal(), dataDir, site }));
}

const SCRATCH = 'afterword-doctor-';

/** An empty folder. Chromium still writes to it when it closes, so the next doctor removes it. */
function scratchFolder(): string {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(SCRATCH))) {
    try {
      files.removeFolder(join(tmpdir(), name));
    } catch {
      // Another user's.
    }
  }
  return mkdtempSync(join(tmpdir(), SCRATCH));
}
