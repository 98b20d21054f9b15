import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What the installer's builder made. */
export interface Packed {
  /** The folder with the app, as it is before it goes into an installer. */
  readonly unpacked: string;
  readonly executable: string;
  readonly resources: string;
  /** Everything that it put beside the app. */
  readonly output: string;
  /** Which Electron is in it. */
  readonly electron: string;
}

/**
 * Packs the built app as a release does, its fuses burnt, and makes a `.deb` of it.
 *
 * @param electron path of the Electron that goes into it
 * @param folder where everything is put
 * @param target `dir` makes no `.deb`
 * @throws Error with what the builder said, if it fails
 */
export async function pack(electron: string, folder: string, target: 'deb' | 'dir'): Promise<Packed> {
  const dist = join(folder, 'electron');
  cpSync(dirname(electron), dist, { recursive: true });
  // The builder removes this file. The Electron for closed networks has a folder in its place.
  rmSync(join(dist, 'resources', 'default_app.asar'), { recursive: true, force: true });
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  const output = join(folder, 'out');
  const options = [`electronDist=${dist}`, `electronVersion=${version}`, `directories.output=${output}`];
  await run(process.execPath, [join(ROOT, 'scripts/settings-schema.ts')]);
  await run(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...['--linux', target, '--config', 'build/electron-builder.ts'],
      ...options.map((each) => `-c.${each}`),
    ],
    { cwd: ROOT, env: { ...process.env, CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.ts') } },
  );
  const unpacked = join(output, 'linux-unpacked');
  return {
    unpacked,
    executable: join(unpacked, 'afterword'),
    resources: join(unpacked, 'resources'),
    output,
    electron: version,
  };
}
