import { fileMark, readSettingsFile } from './read-file.ts';
import type { SettingsSource } from './source.ts';

/**
 * The site's file for this machine, with `defaults` and `locked`. Where it is stands in `site-sources.ts`.
 *
 * @param path only an administrator may write there
 */
export function machineFile(path: string): SettingsSource {
  return {
    kind: 'machineFile',
    name: path,
    find: () => readSettingsFile(path),
    mark: () => fileMark(path),
  };
}
