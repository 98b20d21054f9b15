import type { SettingsFault } from '#main/settings/merge-settings.ts';
import { textsOf, toView } from '#main/settings/settings-report.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import type { SettingsSource } from '#main/site/source.ts';

/** A line for each fault: its place, line and path, and what would be right. */
export function faultLines(
  faults: readonly SettingsFault[],
  sources: readonly SettingsSource[] = [],
  settings: object = {},
): string[] {
  const texts = textsOf(sources);
  return faults.map((fault) => {
    const { place, line, written, instead, path, reason } = toView(fault, texts, settings);
    const where = [place, ...(line === null ? [] : [String(line)])].join(':');
    const used = instead === null ? '' : `; used instead: ${instead}`;
    const found = written === null ? '' : ` (written: ${written})`;
    return `FAULT ${where} ${path} ${reasonWords(reason, 'en')}${found}${used}`.replace(
      /[\p{Cc}\p{Bidi_Control}]| (?= )/gu,
      ' ',
    );
  });
}
