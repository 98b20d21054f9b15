/**
 * The browser host: the same core as in the desktop app under plain Node, with its screen in a browser on this
 * machine. It is the second composition root and only wires.
 */
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { startupFailure } from '#main/core/startup-failure.ts';
import { ERASE_SWITCH } from '#main/erasure/switch.ts';
import { openLog } from '#main/hosts/log-file.ts';
import { DIAGNOSTICS_SWITCH } from '#shared/contract/diagnostics-file.ts';
import { CONNECT_SWITCH } from '#shared/contract/connect.ts';
import { UPDATE_READY_SWITCH } from '#shared/contract/update-ready.ts';
import { settingsCommand } from '#main/settings-commands/command.ts';
import { dataFolder } from '#main/settings/data-folder.ts';
import { siteSources } from '#main/site/site-sources.ts';
import { usualFolder } from './data-folder.ts';
import { startBrowserHost } from './server.ts';

const site = siteSources();
const folder = dataFolder(site, usualFolder());
if (process.argv[2] === '--doctor') {
  const { doctorOfHost } = await import('./doctor.ts');
  process.exit(await doctorOfHost(process.argv.slice(3), folder.path, site));
}
const command = settingsCommand(process.argv.slice(2));
if (command !== null) {
  const { terminal } = await import('#main/doctor/command.ts');
  process.exit(await command({ ...terminal(), dataDir: folder.path, site }));
}

if (process.argv[2] === DIAGNOSTICS_SWITCH) {
  const { saveDiagnostics } = await import('#main/diagnostics/command.ts');
  process.exit(
    await saveDiagnostics(process.argv.slice(3), folder.path, site, (text) => {
      console.log(text);
    }),
  );
}

if (process.argv[2] === UPDATE_READY_SWITCH) {
  const { answerUpdateReady } = await import('#main/updates/update-ready.ts');
  process.exit(
    answerUpdateReady(folder.path, (text) => {
      console.log(text);
    }),
  );
}

if (process.argv[2] === ERASE_SWITCH) {
  const { terminal } = await import('#main/doctor/command.ts');
  const { eraseContact } = await import('#main/erasure/command.ts');
  const keyProtector = (): Promise<KeyProtector> => Promise.resolve(fileKeyProtector);
  process.exit(
    await eraseContact(process.argv.slice(3), { ...terminal(), dataDir: folder.path, keyProtector }),
  );
}

const options = new Command('afterword-browser')
  .description('Afterword in a browser on this machine, served on 127.0.0.1.')
  .option('--port <number>', 'port to serve on; 0 takes a free one', parsePort, 0)
  .option('--data-dir <folder>', 'where settings, drafts and the outbox are kept', folder.path)
  .option(
    `--${CONNECT_SWITCH}`,
    'connect Afterword to an unknown LCM: try its address, watch its bus, draft the settings',
    false,
  )
  .parse()
  .opts<{ port: number; dataDir: string; connect: boolean }>();

/** What the site has locked beats the command line, too. */
const dataDir = folder.locked ? folder.path : resolve(options.dataDir);

try {
  const log = openLog(dataDir, false);
  const core = await createCore({
    dataDir,
    keyProtector: fileKeyProtector,
    site,
    log,
    connect: options.connect,
  });
  const host = await startBrowserHost({
    pages: join(import.meta.dirname, '../renderer'),
    port: options.port,
    answer: core.answer,
    events: core.events,
    onTokenSpent: (next) => {
      console.log(`Opened. For another browser, or once its tabs were closed: ${next}`);
    },
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
