import { writeFileSync } from 'node:fs';
import { createCommand, EXIT, pathNamed, readWords, type Terminal } from '#main/base/command-line.ts';
import { codeOrKind } from '#main/base/error-words.ts';
import { files } from '#main/base/patient-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { knownMachineName } from '#main/metrics/machine-name.ts';
import { loadSettings } from '#main/settings/settings-file.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { gatherDiagnostics, zipTexts } from './diagnostics.ts';
import { agentsOfFolder } from './known-agents.ts';

interface Around extends Terminal {
  readonly dataDir: string;
  readonly folder?: { readonly other: string | null };
  readonly site: readonly SettingsSource[];
}

/**
 * `--diagnostics FILE`: saves the diagnostics where no Afterword can be asked, because it does not start. A running one is
 * left alone, and the outbox is not counted. Never rejects.
 */
export async function saveDiagnostics(words: readonly string[], around: Around): Promise<number> {
  const { dataDir, folder, site, out } = around;
  const command = createCommand('--diagnostics', around)
    .description(
      'Saves what support needs to know, without anything of a person, as a zip archive. Exits with 0 if it is saved, 1 if not, 2 if the command line is wrong.',
    )
    .argument('<file>', 'the archive, which must not be there yet', pathNamed);
  const code = readWords(command, words);
  if (code !== null) return code;
  const [path = ''] = command.processedArgs as string[];
  try {
    const now = Date.now();
    const settings = loadSettings(dataDir, site, false);
    const machine = knownMachineName(dataDir, settings.settings.metrics.machine);
    const texts = gatherDiagnostics({
      dataDir,
      other: folder?.other ?? null,
      settings,
      machine,
      agents: agentsOfFolder(dataDir),
      live: null,
      now,
    });
    const zip = await zipTexts(texts, now);
    // A file that is there is not replaced.
    whileOpen(files.open(path, 'wx', 0o600), (handle) => writeFileSync(handle, zip));
    await out(`Saved: ${path}\n`);
    return EXIT.well;
  } catch (error) {
    const code = codeOrKind(error);
    await out(
      code === 'EEXIST'
        ? `${path} is there already: name another file.\n`
        : `${path} cannot be made (${code}).\n`,
    );
    return EXIT.failed;
  }
}
