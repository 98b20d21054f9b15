import { machineFile } from '#main/site/machine-file.ts';
import { siteSources } from '#main/site/site-sources.ts';
import type { SettingsSource } from '#main/site/source.ts';

/**
 * Where the site's settings for this machine are. A test of an app that is not packed may name another file; in a package the
 * environment has no say, since it is the user's.
 */
export function desktopSite(packaged: boolean): SettingsSource[] {
  const { AFTERWORD_E2E_MACHINE_FILE: file, ...environment } = process.env;
  const sources = siteSources(environment);
  if (packaged || file === undefined) return sources;
  return [machineFile(file), ...sources.filter(({ kind }) => kind === 'environment')];
}
