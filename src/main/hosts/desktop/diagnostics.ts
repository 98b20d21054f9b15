import { app } from 'electron';
import type { SettingsSource } from '#main/site/source.ts';

/** Saves the diagnostics in place of the app: no window opens, and an Afterword that runs is left alone. */
export async function startDiagnostics(
  words: readonly string[],
  dataDir: string,
  site: readonly SettingsSource[],
): Promise<void> {
  app.dock?.hide();
  const { saveDiagnostics } = await import('#main/diagnostics/command.ts');
  const code = await saveDiagnostics(words, dataDir, site, (text) => {
    process.stdout.write(text);
  });
  app.exit(code);
}
