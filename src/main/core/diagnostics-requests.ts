import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';
import { gatherDiagnostics, zipTexts, type LiveFacts } from '#main/diagnostics/diagnostics.ts';
import { agentsOfFolder } from '#main/diagnostics/known-agents.ts';
import { knownMachineName } from '#main/metrics/machine-name.ts';
import type { LoadedSettings } from '#main/settings/settings-file.ts';
import { diagnosticsFileName } from '#shared/contract/diagnostics-file.ts';
import type { diagnosticsRequests } from '#shared/contract/requests/diagnostics.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';

export function diagnosticsHandlers(parts: {
  readonly dataDir: string;
  /** Another folder in which data lie that are not used; null if there is none. */
  readonly otherFolder: () => string | null;
  readonly settings: LoadedSettings;
  readonly agent: () => string | null;
  readonly database: Pick<Database, 'prepare'>;
  readonly live: () => LiveFacts;
  readonly now: () => number;
}): HandlersOf<typeof diagnosticsRequests> {
  return {
    makeDiagnostics: async () => {
      const { dataDir, settings } = parts;
      const now = parts.now();
      const texts = gatherDiagnostics({
        dataDir,
        other: parts.otherFolder(),
        settings,
        machine: knownMachineName(dataDir, settings.settings.metrics.machine),
        agents: [...agentsOfFolder(dataDir), ...agentsOfRows(parts.database), parts.agent() ?? ''],
        live: parts.live(),
        now,
      });
      const zip = await zipTexts(texts, now);
      return { name: diagnosticsFileName(now), zip: Buffer.from(zip).toString('base64') };
    },
  };
}

/** Everybody who has entered something at this desktop. */
function agentsOfRows(database: Pick<Database, 'prepare'>): string[] {
  const sql = 'SELECT agent FROM submissions UNION SELECT agent FROM drafts';
  return statementsOf(database)
    .all<{ agent: string }>(sql)
    .map(({ agent }) => agent);
}
