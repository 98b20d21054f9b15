import { app, safeStorage } from 'electron';
import { systemKeyProtector } from './security/key-protector.ts';

/** Erases a contact in place of the app: no window opens. Call before Electron is ready. */
export async function startErasure(words: readonly string[], dataDir: string): Promise<void> {
  // There Windows keeps what opens the key. A running Afterword is found before Electron is ready.
  app.setPath('userData', dataDir);
  app.disableHardwareAcceleration();
  app.dock?.hide();
  const { terminal } = await import('#main/doctor/command.ts');
  const { eraseContact } = await import('#main/erasure/command.ts');
  const code = await eraseContact(words, {
    ...terminal(),
    dataDir,
    async keyProtector() {
      await app.whenReady();
      return systemKeyProtector(safeStorage, process.platform);
    },
  });
  app.exit(code);
}
