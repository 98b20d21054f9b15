import { join } from 'node:path';
import { orElse } from '#main/base/or-else.ts';
import { files } from '#main/base/patient-files.ts';

/**
 * The last version that was installed, or was to be. If it is offered again, installing it did not work, and trying it at every
 * quiet moment would end Afterword again and again.
 */
export interface TriedVersion {
  is(version: string): boolean;
  /** @throws if it cannot be written; then it must not be tried */
  note(version: string): void;
}

export function triedVersion(dataDir: string): TriedVersion {
  const path = join(dataDir, 'tried-update');
  return {
    is: (version) => orElse(() => files.read(path).toString() === version, false),
    note: (version) => files.write(path, version, 0o600),
  };
}
