import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The browser host's default data folder, beside the desktop app's folder and not in it, since the two protect their
 * keys differently. `AFTERWORD_DATA_DIR` overrides it.
 * Source: XDG Base Directory Specification; Known Folders (Windows); File System Programming Guide (macOS).
 */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const override = environment['AFTERWORD_DATA_DIR'];
  if (override) return override;
  if (process.platform === 'win32')
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Afterword Browser');
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'Afterword Browser');
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'afterword-browser');
}
