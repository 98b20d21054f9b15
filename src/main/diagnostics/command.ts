import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type Terminal } from '#main/base/command-line.ts';
import { codeOrKind } from '#main/base/error-words.ts';
import { files } from '#main/base/patient-files.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { knownMachineName } from '#main/metrics/machine-name.ts';
import { loadSettings } from '#main/settings/settings-file.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { gatherDiagnostics, zipTexts } from './diagnostics.ts';
import { agentsOfFolder } from './known-agents.ts';

/**
 * `--diagnostics FILE`: saves the diagnostics where no Afterword can be asked, because it does not start. A running one is
 * left alone, and the outbox is not counted. Never rejects.
 */
export async function saveDiagnostics(
  words: readonly string[],
  {
    dataDir,
    folder,
    site,
    out,
  }: Pick<Terminal, 'out'> & {
    readonly dataDir: string;
    readonly folder?: { readonly other: string | null };
    readonly site: readonly SettingsSource[];
  },
): Promise<number> {
  const [file, ...more] = words;
  if (file === undefined || file.startsWith('-') || more.length > 0) {
    await out(
      `Usage: --diagnostics FILE\nSaves what support needs to know, without anything of a person, as a zip archive.\n`,
    );
    return EXIT.badUsage;
  }
  const path = resolve(file);
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
