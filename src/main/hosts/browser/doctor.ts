import { fileKeyProtector } from '#main/database/key-file.ts';
import { runDoctor, terminal } from '#main/doctor/command.ts';
import packageFile from '../../../../package.json' with { type: 'json' };
import type { SettingsSource } from '#main/site/source.ts';

/** The doctor under plain Node: `npm run doctor`. @returns the exit code */
export function doctorOfHost(
  words: readonly string[],
  dataDir: string,
  site: readonly SettingsSource[],
): Promise<number> {
  return runDoctor(words, {
    ...terminal(),
    dataDir,
    site,
    host: () =>
      Promise.resolve({
        version: `Afterword ${packageFile.version} (browser host)`,
        system: {},
        keyProtector: fileKeyProtector,
      }),
  });
}
