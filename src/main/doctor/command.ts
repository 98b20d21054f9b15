import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import {
  createCommand,
  EXIT,
  pathNamed,
  printable,
  readWords,
  type Terminal,
} from '#main/base/command-line.ts';
import { files } from '#main/base/patient-files.ts';
import { SETTLED, type FolderStanding } from '#main/moving/find.ts';
import { allSources, loadSettings, withoutProfile } from '#main/settings/settings-file.ts';
import { settingReason } from '#main/settings/setting-reason.ts';
import { lcmOptionsSchema, type LcmOptions } from '#main/lcm/link/options.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { examine, type DoctorHost, type DoctorTask } from './doctor.ts';
import type { Finding } from './finding.ts';

/** What the command line says about the way to LCM, by the name of the setting that it replaces. */
type Flags = Partial<
  Pick<LcmOptions, 'url' | 'path' | 'eventName' | 'namespace' | 'auth' | 'caFile' | 'proxy'>
>;

interface Options extends Omit<Flags, 'eventName'> {
  readonly event?: string;
  readonly dataDir: string;
  readonly for: number;
  readonly record?: string;
  readonly json: boolean;
}

export interface DoctorSurroundings extends Terminal {
  /** The user's data folder if none is given. */
  readonly dataDir: string;
  /** What else is to be known of that folder; nothing if it is left out. */
  readonly folder?: FolderStanding;
  /** Where the site's settings are, and those of the user that go with the profile. */
  readonly site: readonly SettingsSource[];
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** Asked once the command line is in order: what a host can tell may take time. */
  host(): Promise<DoctorHost>;
}

/** `--doctor`: what it found goes to the terminal, or as one JSON object. Never rejects. */
export async function runDoctor(words: readonly string[], around: DoctorSurroundings): Promise<number> {
  const read = readCommand(words, around);
  if (typeof read === 'number') return read;
  const { task, json } = read;
  const found: Finding[] = [];
  await examine(task, await around.host(), around.signal, (each) => {
    found.push(each);
    if (!json) void around.out(`${asText(each)}\n`);
  });
  const ok = found.every(({ state }) => state !== 'failed');
  if (json) await around.out(`${JSON.stringify({ ok, findings: found }, null, 2)}\n`);
  else await around.out(ok ? 'All is well.\n' : 'Something failed: see above.\n');
  return ok ? EXIT.well : EXIT.failed;
}

function readCommand(
  words: readonly string[],
  { dataDir, folder: standing = SETTLED, site, out, err }: DoctorSurroundings,
): { readonly task: DoctorTask; readonly json: boolean } | number {
  const command = createCommand('--doctor', { out, err })
    .description(
      'Looks at everything between Afterword and LCM, step by step. Sends nothing. Exits with 0 if all is well, 1 if something failed, 2 if the command line is wrong.',
    )
    .option('--url <address>', 'address of LCM; each of these replaces what settings.json says')
    .option('--path <path>', 'path of the Socket.IO endpoint')
    .option('--event <name>', 'name of the event that carries the messages')
    .option('--namespace <name>', 'Socket.IO namespace')
    .addOption(
      new Option(
        '--auth <json>',
        'payload of the handshake as JSON, or @FILE with it, which other users cannot see',
      ).argParser(readAuth),
    )
    .option('--ca-file <file>', 'PEM file of a private certificate authority')
    .option('--proxy <address>', 'proxy to LCM, or "none"')
    .option('--data-dir <folder>', 'folder of settings.json and the database', pathNamed, dataDir)
    .option('--for <seconds>', 'how long to listen to the bus', readSeconds, 10)
    .option('--record <file>', 'record the bus meanwhile, every value replaced by a made-up one')
    .option('--json', 'print one JSON object', false);
  const code = readWords(command, words);
  if (code !== null) return code;
  const { event, dataDir: folder, for: seconds, record, json, ...flags } = command.opts<Options>();
  const isUsual = resolve(folder) === resolve(dataDir);
  const places = isUsual ? site : withoutProfile(site);
  const settings = loadSettings(resolve(folder), places, false);
  const lcm = lcmOptionsSchema.safeParse({
    ...settings.settings.lcm,
    ...flags,
    ...(event === undefined ? {} : { eventName: event }),
  });
  if (!lcm.success) {
    for (const issue of lcm.error.issues)
      err(`error: ${switchOf(String(issue.path[0]))} ${reasonWords(settingReason(issue, ''), 'en')}\n`);
    return EXIT.badUsage;
  }
  const listenMs = seconds * 1_000;
  return {
    task: {
      dataDir: resolve(folder),
      settings,
      sources: allSources(resolve(folder), places),
      folder: isUsual ? standing : SETTLED,
      lcm: lcm.data,
      listenMs,
      record: record === undefined ? null : resolve(record),
    },
    json,
  };
}

/** The switch that stands for a setting. */
const switchOf = (name: string): string => `--${{ eventName: 'event', caFile: 'ca-file' }[name] ?? name}`;

/** A password on the command line is seen by every user of the machine, so it can be in a file, or come through a pipe. */
function readAuth(text: string): Record<string, unknown> {
  let auth: unknown;
  try {
    auth = JSON.parse(text.startsWith('@') ? files.readToEnd(text.slice(1)).toString() : text);
  } catch {
    throw new InvalidArgumentError('It is not JSON, or its file cannot be read.');
  }
  if (!isJsonObject(auth)) throw new InvalidArgumentError('It is not a JSON object.');
  return auth;
}

/** The longest time to listen, in seconds: a day. */
const LONGEST = 86_400;

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST)
    throw new InvalidArgumentError(`It is a whole number of seconds from 1 to ${String(LONGEST)}.`);
  return seconds;
}

const SIGNS = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

function asText({ check, state, words, note }: Finding): string {
  const notes = note === '' ? [] : note.split('\n').map((line) => `                   ${line}`);
  return printable([`${SIGNS[state]} ${check.padEnd(13)} ${words}`, ...notes]);
}
