/**
 * What is in an installer that others have written: their licences inside it, and a bill of materials beside it.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import type { AfterPackContext, BuildResult } from 'electron-builder';
import { billOfMaterials, type Bom } from './bill-of-materials.ts';
import { licensesText, type ShippedPackage } from './licenses.ts';

const ROOT = join(import.meta.dirname, '..');
export const LICENSES_FILE = 'third-party-licenses.txt';
const BUNDLES = ['main', 'preload', 'renderer'];
/** Packages whose stylesheets and fonts are in the pages. The bundler lists those with code only. */
export const STYLE_PACKAGES = ['@fontsource-variable/inter'];

/** Writes the licences into the packed app, and the bill of materials beside it. electron-builder's `afterPack`. */
export function addMaterials({ packager, appOutDir, outDir }: AfterPackContext): void {
  const resources = packager.getResourcesDir(appOutDir);
  const shipped = shippedPackages(join(resources, 'app.asar'));
  writeFileSync(join(resources, LICENSES_FILE), licensesText(shipped));
  const { productName, version } = packager.appInfo;
  const bom = billOfMaterials(everythingInstalled(), shipped, packager.info.framework.version);
  const file = join(outDir, `${productName}-${version}-${packager.platform.buildConfigurationKey}.cdx.json`);
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
}

/**
 * Writes the SHA-256 of each installer and of the bill, for `sha256sum --check`. electron-builder's `afterAllArtifactBuild`.
 */
export function listHashes({ outDir, artifactPaths }: BuildResult): string[] {
  if (artifactPaths.length === 0) return [];
  const bills = readdirSync(outDir).filter((name) => name.endsWith('.cdx.json'));
  const lines = [...artifactPaths, ...bills.map((name) => join(outDir, name))].map((path) => {
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    return `${hash}  ${basename(path)}\n`;
  });
  const file = join(outDir, `SHA256SUMS-${process.platform}`);
  writeFileSync(file, lines.sort().join(''));
  return [file];
}

/** Packages in the archive: those that the bundler has put into the bundles, those beside them, and fonts. */
function shippedPackages(archive: string): ShippedPackage[] {
  const bundled = BUNDLES.flatMap(
    (bundle) =>
      JSON.parse(readFileSync(join(ROOT, 'out', bundle, 'licenses.json'), 'utf8')) as ShippedPackage[],
  );
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
  const beside = files
    .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map((path) =>
      describe(posix.dirname(path), files, (file) => extractFile(archive, file).toString('utf8')),
    );
  const styles = STYLE_PACKAGES.map((name) => {
    const folder = `node_modules/${name}`;
    const own = readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`);
    return describe(folder, own, (file) => readFileSync(join(ROOT, file), 'utf8'));
  });
  const all = new Map(
    [...bundled, ...beside, ...styles].map((each) => [`${each.name}@${each.version}`, each]),
  );
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** @param files all paths of which some are the package's */
function describe(folder: string, files: string[], read: (file: string) => string): ShippedPackage {
  const { name, version, license } = JSON.parse(read(`${folder}/package.json`)) as {
    name: string;
    version: string;
    license?: string;
  };
  const text = files.find(
    (file) => posix.dirname(file) === folder && /^licen[cs]e/i.test(posix.basename(file)),
  );
  return { name, version, identifier: license ?? null, text: text === undefined ? null : read(text) };
}

/** npm's bill of everything that `package-lock.json` names. */
function everythingInstalled(): Bom {
  const words = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const told = execFileSync('npm', words, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // There npm is a script of the shell.
    shell: process.platform === 'win32',
  });
  return JSON.parse(told) as Bom;
}
