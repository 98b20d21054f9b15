import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, safeStorage, session } from 'electron';
import { files } from '#main/base/patient-files.ts';
import { isOwnFolder } from '#main/base/private-files.ts';
import { commandRefusal } from '#main/hosts/command-refusal.ts';
import { terminal, type commandOf } from '#main/hosts/commands.ts';
import type { FoundFolder } from '#main/moving/find.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { systemKeyProtector } from './security/key-protector.ts';

/**
 * Runs a command in place of the app: no window opens. Call before Electron is ready.
 */
export async function runCommand(
  { command, words }: NonNullable<ReturnType<typeof commandOf>>,
  { path: dataDir, ...folder }: FoundFolder,
  site: readonly SettingsSource[],
): Promise<void> {
  const refusal = commandRefusal(command, dataDir);
  if (refusal !== null) {
    terminal().err(`${refusal}\n`);
    app.exit(1);
    return;
  }
  // Chromium keeps its files elsewhere meanwhile: in the data folder it would get in the way of a running Afterword.
  app.setPath('userData', command.usesKey ? dataDir : scratchFolder());
  app.disableHardwareAcceleration();
  app.dock?.hide();
  const code = await command.run(words, {
    ...terminal(),
    dataDir,
    folder,
    site,
    async host() {
      await app.whenReady();
      const network = session.fromPartition('command');
      return {
        version: `Afterword ${app.getVersion()} (Electron ${process.versions.electron})`,
        system: { askProxy: (url) => network.resolveProxy(url) },
        keyProtector: systemKeyProtector(safeStorage, process.platform),
      };
    },
  });
  app.exit(code);
}

const SCRATCH = 'afterword-command-';

/** An empty folder. Chromium still writes to it when it closes, so the next command removes it. */
function scratchFolder(): string {
  const left = readdirSync(tmpdir())
    .filter((name) => name.startsWith(SCRATCH))
    .map((name) => join(tmpdir(), name));
  for (const path of left.filter(isOwnFolder)) {
    try {
      files.removeFolder(path);
    } catch {
      // Another command is still using it.
    }
  }
  return mkdtempSync(join(tmpdir(), SCRATCH));
}
