import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The browser host's usual data folder, beside the desktop app's folder and not in it, since the two protect their
 * keys differently.
 * Source: XDG Base Directory Specification; Known Folders (Windows); File System Programming Guide (macOS).
 */
export function usualFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32')
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Afterword Browser');
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'Afterword Browser');
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'afterword-browser');
}
