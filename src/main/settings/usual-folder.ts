import type { Found, SettingsSource } from '#main/site/source.ts';

/**
 * Whether nothing that was found can name a data folder, so that it is the usual one. Told from the mere text, which takes
 * a start much less time than `data-folder.ts`, and imports nothing. If in doubt, false.
 */
export function hasUsualFolder(site: readonly SettingsSource[]): boolean {
  return site.every((source) => {
    const found = source.find();
    return found === null || !mayName(found);
  });
}

function mayName(found: Found): boolean {
  if ('problem' in found) return true;
  // Without zero bytes UTF-16 reads like UTF-8.
  const text =
    'bytes' in found
      ? Buffer.from(found.bytes).toString('latin1').replaceAll('\0', '')
      : JSON.stringify(found.value);
  // An escape such as \u0046 may stand for any letter of the name. Names in the registry have any case.
  return /datafolder|\\u/i.test(text);
}
