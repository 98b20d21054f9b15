import { OthersFolderError } from '#main/base/private-files.ts';
import { NotSavedError, OpeningError } from '#main/database/errors.ts';
import { loadSettings, opensDemo } from '#main/settings/settings-file.ts';
import { currentAgent } from './current-agent.ts';
import type { SettingsSource } from '#main/site/source.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** Why Afterword could not start. */
export function startupFailure(error: unknown): Reason {
  if (error instanceof OpeningError) return error.reason;
  if (error instanceof NotSavedError) return reason(error.reason);
  if (error instanceof OthersFolderError) return reason('othersFolder', { path: error.path });
  if (!(error instanceof Error)) return reason('unforeseen', { what: typeof error });
  const { code, path, syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && code && port) return reason('portNotServed', { port: String(port), code });
  // An error of the file system names a path.
  return code !== undefined && path !== undefined
    ? reason('notWritable', { path, code })
    : reason('unforeseen', { what: code ?? error.name });
}

/** The language that the agent of a data folder prefers, for when the core did not start and cannot be asked. */
export function keptLanguage(dataDir: string, site: readonly SettingsSource[]): Preferences['language'] {
  const loaded = loadSettings(dataDir, site);
  return currentAgent(dataDir, loaded.settings, opensDemo(loaded)).preferences().language;
}
