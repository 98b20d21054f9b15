import { fileKeyProtector } from '#main/database/key-file.ts';
import { runDoctor, terminal } from '#main/doctor/command.ts';
import packageFile from '../../../../package.json' with { type: 'json' };
import { dataFolder } from './data-folder.ts';

/** The doctor under plain Node: `npm run doctor`. @returns the exit code */
export function doctorOfHost(words: readonly string[]): Promise<number> {
  return runDoctor(words, {
    ...terminal(),
    dataDir: dataFolder(),
    host: () =>
      Promise.resolve({
        version: `Afterword ${packageFile.version} (browser host)`,
        system: {},
        keyProtector: fileKeyProtector,
      }),
  });
}
