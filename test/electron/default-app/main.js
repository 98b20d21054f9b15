/**
 * Replaces Electron's default app in a distribution without one. The first argument that is not an option is the folder
 * of the app to start; `-r MODULE` is loaded before it; `--version` prints Electron's version.
 * This is an ES module, because Electron then delays `ready` until the entry and all its imports have been evaluated.
 * Source: Electron's documented command line (electron --help).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const require = createRequire(import.meta.url);
const given = process.argv.slice(1);
let folder = null;

while (given.length > 0 && folder === null) {
  const argument = given.shift();
  if (argument === '-r' || argument === '--require') require(resolve(given.shift() ?? ''));
  else if (argument === '-v' || argument === '--version') {
    process.stdout.write(`v${process.versions.electron}\n`);
    process.exit(0);
  } else if (!argument.startsWith('-')) folder = resolve(argument);
}

if (folder === null) {
  process.stderr.write('usage: electron [-r MODULE] FOLDER\n');
  process.exit(1);
}

const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
app.name = description.productName ?? description.name;
app.setVersion(description.version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, description.main)).href);
