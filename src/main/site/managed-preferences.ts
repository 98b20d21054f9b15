import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { errorCode } from '#main/base/error-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { fileMark } from './read-file.ts';
import type { SettingsSource } from './source.ts';

/** The domain of a configuration profile: the app's id. */
export const PREFERENCE_DOMAIN = 'org.afterword.desktop';

/** Turns a property list, binary or not, into JSON. @throws if it cannot */
export type PlistReader = (path: string) => string;

/**
 * What a configuration profile manages, for the machine or for one user. The file is read where macOS puts it, and only root
 * writes: `defaults` would mix in what the user has set. Source: Apple, "Managed Preferences" of the device management protocol.
 */
export function managedPreferences(
  kind: 'machinePolicy' | 'userPolicy',
  path: string,
  toJson: PlistReader = plutil,
): SettingsSource {
  return {
    kind,
    name: path,
    mark: () => fileMark(path),
    find() {
      if (!existsSync(path)) return null;
      try {
        return { value: JSON.parse(toJson(path)), asText: false };
      } catch (error) {
        return { problem: reason('fileUnreadable', { code: errorCode(error) ?? 'plist' }) };
      }
    },
  };
}

/** macOS's own reader of property lists. How long it may take: in milliseconds. */
const plutil: PlistReader = (path) =>
  execFileSync('/usr/bin/plutil', ['-convert', 'json', '-o', '-', '--', path], {
    encoding: 'utf8',
    timeout: 5_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
