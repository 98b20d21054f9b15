import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '#main/base/error-words.ts';
import { isOthersFolder } from '#main/base/private-files.ts';
import { inspectDatabase } from '#main/database/inspect.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import type { FolderStanding } from '#main/moving/find.ts';
import { clearSecrets, secretFiles } from '#main/settings/setting-secrets.ts';
import type { LoadedSettings } from '#main/settings/settings-file.ts';
import { isWithin } from '#main/settings/settings-tree.ts';
import { faultLines } from '#main/settings-commands/fault-lines.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { finding, type Finding } from './finding.ts';

/** Looks at what Afterword needs of this machine, and changes nothing. */
export function examineMachine(
  dataDir: string,
  settings: LoadedSettings,
  strength: KeyProtector['strength'],
  folder: FolderStanding,
  sources: readonly SettingsSource[] = [],
  platform: NodeJS.Platform = process.platform,
): Finding[] {
  return [
    settingsFinding(dataDir, settings, sources),
    secretsFinding(settings),
    ...secretFilesFinding(settings, platform),
    folderFinding(dataDir),
    ...profileFinding(folder),
    keyFinding(strength),
    databaseFinding(join(dataDir, 'afterword.db')),
  ];
}

function settingsFinding(
  dataDir: string,
  { settings, faults, retired, managed, origins }: LoadedSettings,
  sources: readonly SettingsSource[],
): Finding {
  // It may go with the profile.
  const inUse = [...origins.values()].find(({ source }) => source === 'userFile');
  const path = inUse?.name ?? join(dataDir, 'settings.json');
  if (faults.length > 0) {
    const words = `Faults: ${String(faults.length)}. What is faulty is left out, and the rest applies.`;
    return finding('settings', 'failed', words, faultLines(faults, sources, settings).join('\n'));
  }
  if (!existsSync(path)) {
    const alike = nearlySettings(dataDir);
    if (alike !== undefined)
      return finding('settings', 'failed', `There is no settings.json, but ${alike}: rename it.`, dataDir);
    const rest = managed ? 'those of the site apply.' : 'the defaults apply.';
    return finding('settings', 'passed', `There is no settings.json: ${rest}`, path);
  }
  const note = retired.length === 0 ? '' : `Without an effect: ${retired.join(', ')}`;
  return finding('settings', 'passed', 'settings.json is sound.', note);
}

/** A file that somebody took for the settings, such as `settings.json.txt` where an editor or Windows hides the end of names. */
function nearlySettings(folder: string): string | undefined {
  try {
    return readdirSync(folder).find((name) => /^settings?(\.json)?(\.\w+)?$/i.test(name));
  } catch {
    return undefined;
  }
}

function secretsFinding({ settings, faults, origins }: LoadedSettings): Finding {
  const inClear = clearSecrets(settings);
  const unread = faults.find(({ path }) => path === '');
  if (inClear.length === 0)
    return unread === undefined
      ? finding('secrets', 'passed', 'No secret stands in the settings in clear text.')
      : finding('secrets', 'skipped', `What is in ${unread.origin.name} cannot be told.`);
  const places = [...origins].flatMap(([setting, { name }]) =>
    inClear.some((path) => isWithin(path, setting)) ? [name] : [],
  );
  return finding(
    'secrets',
    'passed',
    `In clear text in ${[...new Set(places)].join(' and ')}: ${inClear.join(', ')}.`,
    'Whoever reads the file has them. Name a place instead: { "env": … }, { "file": … } or { "keyStore": … }.',
  );
}

/** Elsewhere each start checks the modes, and a file that others may read is not used. */
function secretFilesFinding({ settings }: LoadedSettings, platform: NodeJS.Platform): Finding[] {
  const paths = platform === 'win32' ? secretFiles(settings) : [];
  if (paths.length === 0) return [];
  const words =
    'Windows has no file modes, so Afterword does not check who may read the files with secrets: let only their user, administrators and SYSTEM.';
  return [finding('secret files', 'skipped', words, paths.join('\n'))];
}

function profileFinding({ standing, other }: FolderStanding): Finding[] {
  switch (standing) {
    case 'settled':
      return [];
    case 'toMove':
      return [
        finding(
          'profile',
          'passed',
          'The data lie in the profile, which Windows may copy to other computers. The next start of Afterword moves them out of it.',
          'If it does not, its log says why. Until then they are used where they are.',
        ),
      ];
    case 'copyLeft':
      return [
        finding('profile', 'passed', `A copy of what was moved lies in ${other ?? ''} too. It is not used.`),
      ];
    case 'otherLeft':
      return [
        finding(
          'profile',
          'failed',
          `Other data lie in ${other ?? ''} and are not used: an older Afterword, or one on another computer, has worked there.`,
          'What waits there is not sent. End Afterword, start it once with AFTERWORD_DATA_DIR set to that folder until the outbox is empty, then delete the folder.',
        ),
      ];
  }
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
