import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '#main/base/error-words.ts';
import { isOthersFolder } from '#main/base/private-files.ts';
import { inspectDatabase } from '#main/database/inspect.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { clearSecrets } from '#main/settings/setting-secrets.ts';
import type { LoadedSettings } from '#main/settings/settings-file.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { finding, type Finding } from './finding.ts';

/** Looks at what Afterword needs of this machine, and changes nothing. */
export function examineMachine(
  dataDir: string,
  settings: LoadedSettings,
  strength: KeyProtector['strength'],
): Finding[] {
  return [
    settingsFinding(dataDir, settings),
    secretsFinding(settings),
    folderFinding(dataDir),
    keyFinding(strength),
    databaseFinding(join(dataDir, 'afterword.db')),
  ];
}

function settingsFinding(dataDir: string, { faults, retired, managed }: LoadedSettings): Finding {
  const path = join(dataDir, 'settings.json');
  if (faults.length > 0) {
    const words = faults.map(
      (fault) => `${fault.path || 'settings.json'} ${reasonWords(fault.reason, 'en')}`,
    );
    const places = new Set(faults.map(({ origin }) => origin.name));
    return finding('settings', 'failed', words.join('; '), [...places].join('\n'));
  }
  if (!existsSync(path)) {
    const rest = managed ? 'those of the site apply.' : 'the defaults apply.';
    return finding('settings', 'passed', `There is no settings.json: ${rest}`, path);
  }
  const note = retired.length === 0 ? '' : `Without an effect: ${retired.join(', ')}`;
  return finding('settings', 'passed', 'settings.json is sound.', note);
}

function secretsFinding({ settings }: LoadedSettings): Finding {
  const inClear = clearSecrets(settings);
  if (inClear.length === 0)
    return finding('secrets', 'passed', 'No secret stands in settings.json in clear text.');
  return finding(
    'secrets',
    'passed',
    `In clear text in settings.json: ${inClear.join(', ')}.`,
    'Whoever reads the file has them. Name a place instead: { "env": … }, { "file": … } or { "keyStore": … }.',
  );
}

function folderFinding(dataDir: string): Finding {
  if (isOthersFolder(dataDir))
    return finding('data folder', 'failed', reasonWords(reason('othersFolder', { path: dataDir }), 'en'));
  const place = existing(dataDir);
  try {
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = errorCode(error) ?? '?';
    return finding(
      'data folder',
      'failed',
      `${place} cannot be written to (${code}): check its permissions.`,
    );
  }
  if (place !== dataDir)
    return finding('data folder', 'passed', `${dataDir} will be made at the first start.`);
  // Windows has no such modes; there the profile is private.
  const others = process.platform === 'win32' ? 0 : statSync(dataDir).mode & 0o077;
  return others === 0
    ? finding('data folder', 'passed', `${dataDir} can be written to, and only this user may enter it.`)
    : finding('data folder', 'failed', `Other users may enter ${dataDir}: take that right away (chmod 700).`);
}

/** The folder, or the nearest one above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}

function keyFinding(strength: KeyProtector['strength']): Finding {
  if (strength === 'os')
    return finding(
      'key store',
      'passed',
      'The key store of the operating system protects the key of the database.',
    );
  const note =
    process.platform === 'linux' ? 'A Secret Service (gnome-keyring) or KWallet would protect it.' : '';
  return finding(
    'key store',
    'passed',
    'No key store: the key is in a file that only this user may read.',
    note,
  );
}

function databaseFinding(path: string): Finding {
  const found = inspectDatabase(path);
  switch (found.state) {
    case 'none':
      return finding('database', 'passed', 'There is none yet: the first start makes it.');
    case 'inUse':
      return finding('database', 'passed', 'A running Afterword has it open, so it was not touched.');
    case 'foreign':
      return finding('database', 'skipped', 'It belongs to another user: run the doctor as that user.');
    case 'sound':
      return finding('database', 'passed', 'It opens and is sound.');
    case 'faulty':
      return finding('database', 'failed', found.reason);
  }
}
