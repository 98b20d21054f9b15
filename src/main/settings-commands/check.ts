import { isJsonObject } from '#shared/lcm/json.ts';
import { findAll, mergeFound } from '#main/settings/settings-file.ts';
import { SECTIONS } from '#main/settings/layers.ts';
import { clearSecrets } from '#main/settings/setting-secrets.ts';
import { toView, textsOf } from '#main/settings/settings-report.ts';
import { decodeText, jsonWithComments } from '#main/settings/settings-text.ts';
import { nameLike } from '#main/settings/typed-settings.ts';
import { fileMark, readSettingsFile } from '#main/site/read-file.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { faultLines } from './fault-lines.ts';

/**
 * What is wrong in one file by itself. A file with one of the site's sections is a file of the site.
 *
 * @returns null if there is no such file
 */
export function checkSettings(
  path: string,
  asJson: boolean,
): { readonly text: string; readonly sound: boolean } | null {
  const found = readSettingsFile(path);
  if (found === null) return null;
  const value = 'bytes' in found ? jsonWithComments(decodeText(found.bytes)) : null;
  const isOfSite =
    isJsonObject(value) && Object.keys(value).some((name) => nameLike(SECTIONS, name) !== undefined);
  const source: SettingsSource = {
    kind: isOfSite ? 'machineFile' : 'userFile',
    name: path,
    find: () => found,
    mark: () => fileMark(path),
  };
  const { faults, settings, retired } = mergeFound(findAll([source]));
  const sound = faults.length === 0;
  const inClear = clearSecrets(settings);
  const kind = isOfSite ? 'site' : 'user';
  if (asJson) {
    const texts = textsOf([source]);
    const views = faults.map((fault) => toView(fault, texts, settings));
    return {
      text: `${JSON.stringify({ ok: sound, kind, faults: views, retired, inClear }, null, 2)}\n`,
      sound,
    };
  }
  const lines = [
    ...faultLines(faults, [source], settings),
    ...retired.map((each) => `Without an effect: ${each}`),
    ...inClear.map((each) => `A secret in clear text: ${each}; name its place instead`),
    sound
      ? `${path} is sound, as a file of ${isOfSite ? 'the site' : 'a user'}.`
      : 'Something is wrong: see above.',
  ];
  return { text: `${lines.join('\n')}\n`, sound };
}
