/**
 * The browser host: the same core as in the desktop app under plain Node, with its screen in a browser on this
 * machine. It is the second composition root and only wires.
 */
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { APP_VERSION } from '#main/base/app-version.ts';
import { pathNamed } from '#main/base/command-line.ts';
import { commandRefusal } from '#main/hosts/command-refusal.ts';
import { commandOf, terminal } from '#main/hosts/commands.ts';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { startupFailure } from '#main/core/startup-failure.ts';
import { openLog } from '#main/hosts/log-file.ts';
import { CONNECT_SWITCH } from '#shared/contract/connect.ts';
import { findDataFolder } from '#main/moving/find.ts';
import { dataPlaces, placesFor, type DataPlaces } from '#main/moving/places.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { dataFolder } from '#main/settings/data-folder.ts';
import { settingsOfProfile } from '#main/settings/settings-file.ts';
import { siteSources } from '#main/site/site-sources.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { usualFolder } from './data-folder.ts';
import { startBrowserHost } from './server.ts';

const ofSite = siteSources();
const usual = dataPlaces(usualFolder());
const folder = dataFolder(ofSite, usual.local);
const placesOf = (dataDir: string): DataPlaces => placesFor(dataDir, usual, folder.staysInProfile);
const siteOf = ({ roaming }: DataPlaces): SettingsSource[] => [...settingsOfProfile(roaming), ...ofSite];
const asked = commandOf(process.argv.slice(2));
if (asked !== null) {
  const refusal = commandRefusal(asked.command, folder.path);
  if (refusal !== null) {
    terminal().err(`${refusal}\n`);
    process.exit(1);
  }
  const version = `Afterword ${APP_VERSION} (browser host)`;
  const places = placesOf(folder.path);
  const { path: dataDir, ...found } = findDataFolder(places);
  process.exit(
    await asked.command.run(asked.words, {
      ...terminal(),
      dataDir,
      folder: found,
      site: siteOf(places),
      host: () => Promise.resolve({ version, system: {}, keyProtector: fileKeyProtector }),
    }),
  );
}

const options = new Command('afterword-browser')
  .description('Afterword in a browser on this machine, served on 127.0.0.1.')
  .option('--port <number>', 'port to serve on; 0 takes a free one', parsePort, 0)
  .option('--data-dir <folder>', 'where settings, drafts and the outbox are kept', pathNamed, folder.path)
  .option(
    `--${CONNECT_SWITCH}`,
    'connect Afterword to an unknown LCM: try its address, watch its bus, draft the settings',
    false,
  )
  .parse()
  .opts<{ port: number; dataDir: string; connect: boolean }>();

/** What the site has locked beats the command line, too. */
const places = placesOf(folder.locked ? folder.path : options.dataDir);

try {
  const settled = settleDataFolder(places);
  const log = openLog(settled.path, false);
  settled.tell(log);
  const core = await createCore({
    dataDir: settled.path,
    otherFolder: settled.other,
    keyProtector: fileKeyProtector,
    site: siteOf(places),
    log,
    connect: options.connect,
  });
  settled.opened(log);
  if (settled.news !== null) core.notify('warning', settled.news.code, settled.news.params);
  const host = await startBrowserHost({
    pages: join(import.meta.dirname, '../renderer'),
    port: options.port,
    answer: core.answer,
    events: core.events,
    onTokenSpent: (next) => console.log(`Opened. For another browser, or once its tabs were closed: ${next}`),
  }).catch(async (error: unknown) => {
    await core.close();
    throw error;
  });
  console.log(`Afterword${core.state().demo ? ' (practice)' : ''} is at ${host.address()}`);
  console.log('Ctrl+C ends it.');

  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void host
      .close()
      .then(() => core.close())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
} catch (error) {
  console.error(`Afterword cannot start: ${reasonWords(startupFailure(error), 'en')}`);
  process.exitCode = 1;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
}
