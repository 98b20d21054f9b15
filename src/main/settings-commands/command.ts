import { resolve } from 'node:path';
import { createCommand, EXIT, pathNamed, readWords, type Terminal } from '#main/base/command-line.ts';
import { withoutProfile } from '#main/settings/settings-file.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { checkSettings } from './check.ts';
import { printSettings } from './print.ts';

interface Around extends Terminal {
  /** The user's data folder if none is given. */
  readonly dataDir: string;
  /** Where the site's settings are. */
  readonly site: readonly SettingsSource[];
}

/** `--print-settings`. */
export async function print(words: readonly string[], around: Around): Promise<number> {
  const command = createCommand('--print-settings', around)
    .description(
      'Prints each setting, its value and where it comes from. Secrets are not shown. Exits with 0 if all is sound, 1 if something is faulty, 2 if the command line is wrong.',
    )
    .option('--data-dir <folder>', 'folder of the user’s settings.json', pathNamed, around.dataDir)
    .option('--json', 'print one JSON object', false);
  const code = readWords(command, words);
  if (code !== null) return code;
  const { dataDir, json } = command.opts<{ dataDir: string; json: boolean }>();
  const site = resolve(dataDir) === resolve(around.dataDir) ? around.site : withoutProfile(around.site);
  const { text, sound } = printSettings(resolve(dataDir), site, json);
  await around.out(text);
  return sound ? EXIT.well : EXIT.failed;
}

/** `--check-settings FILE`. */
export async function check(words: readonly string[], around: Around): Promise<number> {
  const command = createCommand('--check-settings', around)
    .description(
      'Checks a file of settings, one of a user or one of the site for a machine, and says of each fault where it is and what would be right. Changes nothing. Exits with 0 if it is sound, 1 if not, 2 if there is no such file or the command line is wrong.',
    )
    .argument('<file>', 'the file; one with “defaults” or “locked” is one of the site', pathNamed)
    .option('--json', 'print one JSON object', false);
  const code = readWords(command, words);
  if (code !== null) return code;
  const [file = ''] = command.processedArgs as string[];
  const checked = checkSettings(file, command.opts<{ json: boolean }>().json);
  if (checked === null) {
    around.err(`error: there is no file ${file}\n`);
    return EXIT.badUsage;
  }
  await around.out(checked.text);
  return checked.sound ? EXIT.well : EXIT.failed;
}
