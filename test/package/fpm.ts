#!/usr/bin/env node
/**
 * Stands in for fpm, which electron-builder downloads to make a `.deb` (`CUSTOM_FPM_PATH`). Takes fpm's arguments, lays the
 * files out, and has Debian's own `dpkg-deb` make the package. It knows what electron-builder asks of fpm for a `.deb`, and
 * refuses everything else. Packs quickly rather than tightly.
 * Source: fpm's documentation, command line (cli-reference).
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string', default: '' } as const;
const list = { type: 'string', multiple: true, default: [] as string[] } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    d: { ...list, short: 'd' },
    force: { type: 'boolean' },
    name: text,
    version: text,
    architecture: text,
    maintainer: text,
    vendor: text,
    license: text,
    url: text,
    description: text,
    category: text,
    package: text,
    'after-install': text,
    'after-remove': text,
    'deb-priority': text,
    'deb-compression': text,
    'deb-recommends': list,
  },
});
if (values.s !== 'dir' || values.t !== 'deb') throw new Error(`only "dir" to "deb", not "${values.t}"`);

const root = mkdtempSync(join(tmpdir(), 'afterword-deb-'));
// The folder becomes `/` of the package.
chmodSync(root, 0o755);
try {
  for (const pair of positionals) {
    const [from = '', to = ''] = pair.split('=');
    mkdirSync(dirname(join(root, to)), { recursive: true });
    cpSync(from, join(root, to), { recursive: true, preserveTimestamps: true });
    if (!from.endsWith('/')) chmodSync(join(root, to), 0o644);
  }
  const about = join(root, 'DEBIAN');
  mkdirSync(about);
  writeFileSync(join(about, 'control'), control());
  for (const [script, file] of [
    [values['after-install'], 'postinst'],
    [values['after-remove'], 'postrm'],
  ] as const) {
    copyFileSync(script, join(about, file));
    chmodSync(join(about, file), 0o755);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z1', '--build', root, values.package]);
} finally {
  rmSync(root, { recursive: true });
}

function control(): string {
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    Priority: values['deb-priority'],
    Section: values.category,
    Depends: values.d.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Homepage: values.url,
    Description: values.description,
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
