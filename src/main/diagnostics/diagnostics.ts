import { arch, cpus, freemem, release, totalmem, version } from 'node:os';
import { APP_VERSION } from '#main/base/app-version.ts';
import { textsIn } from '#main/lcm/link/secrets.ts';
import { secretsOf } from '#main/settings/setting-secrets.ts';
import { withoutSecretSettings } from '#main/settings/shown-setting.ts';
import type { LoadedSettings } from '#main/settings/settings-file.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { listFolder, readLogs } from './folder.ts';
import { createScrub } from './scrub.ts';

/** What the running core tells about itself: counts, codes and times. JSON, by the name of the file. */
export type LiveFacts = Readonly<Record<string, unknown>>;

export interface DiagnosticsSources {
  readonly dataDir: string;
  /** Another folder in which data lie that are not used; null if there is none. */
  readonly other: string | null;
  readonly settings: LoadedSettings;
  /** How the site calls this machine; null if it has no name yet. */
  readonly machine: string | null;
  /** The names of agents that may be in a log, besides that of the settings. */
  readonly agents: readonly string[];
  /** Null if no core runs here. */
  readonly live: LiveFacts | null;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

const READ_ME = `Diagnostics of Afterword, for support.

What is in here: versions of the programs, the settings without secrets, counts of what is in the outbox, the history of
the link, names and sizes of Afterword's files and crash dumps, and the log.
What is not: wrap-ups, comments, names and numbers of contacts, agents' names, passwords and tokens, crash dumps
themselves. They were taken out or never put in. Look through it before you hand it on, if you like: all of it is text.
`;

/** Everything that support needs to know, and nothing of a person, as texts by the name of their file. Changes nothing. */
export function gatherDiagnostics(sources: DiagnosticsSources): Record<string, string> {
  const { dataDir, other, settings, machine, agents, live, now } = sources;
  const { lcm, metrics, agent } = settings.settings;
  const secrets = [
    ...secretsOf(settings.settings).map(([, value]) => value),
    ...[lcm.proxy, metrics.proxy].map(credentials),
  ];
  const texts = textsIn(secrets);
  // A scheme such as `Bearer` may stand before a secret.
  const scrub = createScrub(
    [...texts, ...texts.flatMap((each) => each.split(' ').slice(1))],
    [...agents, agent.userId],
  );
  const scrubbed = (_name: string, value: unknown): unknown =>
    typeof value === 'string' ? scrub(value) : value;
  const json = (value: unknown): string => `${JSON.stringify(value, scrubbed, 2)}\n`;
  return {
    'read-me.txt': READ_ME,
    'about.json': json(about(now, machine)),
    'settings.json': json({
      settings: withoutSecretSettings(settings.settings),
      faults: settings.faults.map(({ path, reason }) => ({ path, reason: reasonWords(reason, 'en') })),
      withoutEffect: settings.retired,
      // The name of a place may be a path with the name of a person in it.
      origins: Object.fromEntries(
        [...settings.origins].map(([path, { source, section }]) => [
          path,
          section === null ? source : `${source}, ${section}`,
        ]),
      ),
    }),
    'files.json': json({
      ...listFolder(dataDir),
      ...(other === null ? {} : { leftBehind: listFolder(other) }),
    }),
    ...Object.fromEntries(Object.entries(live ?? {}).map(([name, facts]) => [`${name}.json`, json(facts)])),
    ...Object.fromEntries(readLogs(dataDir).map(({ name, text }) => [name, scrub(text)])),
  };
}

function about(now: number, machine: string | null): object {
  return {
    afterword: APP_VERSION,
    machine,
    madeAt: new Date(now).toISOString(),
    runningForSeconds: Math.round(process.uptime()),
    versions: process.versions,
    system: { platform: process.platform, arch: arch(), release: release(), version: version() },
    processors: cpus().length,
    memory: { total: totalmem(), free: freemem(), own: process.memoryUsage.rss() },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: Intl.DateTimeFormat().resolvedOptions().locale,
    desktop: process.env['XDG_CURRENT_DESKTOP'] ?? null,
    session: process.env['XDG_SESSION_TYPE'] ?? null,
  };
}

function credentials(proxy: string): string[] {
  if (!URL.canParse(proxy)) return [];
  const { username, password } = new URL(proxy);
  return [username, password];
}

/**
 * One zip archive of texts. The library is loaded only now; of its two forms the one for Node declares a `require` of its
 * own, which the bundler does too.
 */
export async function zipTexts(texts: Readonly<Record<string, string>>, now: number): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate/browser');
  const entries = Object.entries(texts).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: now });
}
