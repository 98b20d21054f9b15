import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCommand, EXIT, printable, readWords, type Terminal } from '#main/base/command-line.ts';
import { codeOrKind } from '#main/base/error-words.ts';
import { NotSavedError, OpeningError } from '#main/database/errors.ts';
import { opensKey, type KeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { takeWriterLock } from '#main/database/writer-lock.ts';
import { SETTLED, type FolderStanding } from '#main/moving/find.ts';
import { removeMoved } from '#main/moving/left-behind.ts';
import { numberKey } from '#main/outbox/same-number.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { isTheirs, type Contact } from './contact.ts';
import { eraseIn, type Erasure } from './erase.ts';

interface Around extends Terminal {
  readonly dataDir: string;
  /** What lies in the profile beside that folder; nothing if it is left out. */
  readonly folder?: FolderStanding;
  /** Asked once it is certain that no Afterword runs on the folder: a host may need time for it. */
  readonly host: () => Promise<{ readonly keyProtector: KeyProtector }>;
}

interface Options {
  readonly key: string[];
  readonly number: string[];
  readonly yes: boolean;
  readonly withWaiting: boolean;
}

/**
 * `--erase-contact`: says what a data folder has of a contact and, with `--yes`, erases it. Runs only while no Afterword does.
 * Never rejects.
 */
export async function eraseContact(words: readonly string[], around: Around): Promise<number> {
  const { dataDir, folder: { standing, other } = SETTLED, out, err, host } = around;
  const options = readOptions(words, around);
  if (typeof options === 'number') return options;
  const contact: Contact = { keys: options.key, numbers: options.number };
  try {
    const folders = databasesIn(dataDir);
    // What is not used is looked through too: another Afterword has worked there, or a move was cut off.
    const beside = other === null ? [] : databasesIn(other);
    if (folders.length + beside.length === 0) throw new Refused(`There is no database in ${dataDir}.`);
    const sqlite = loadSqlite();
    for (const folder of [...folders, ...beside]) takeWriterLock(sqlite, databaseOf(folder))();
    const isCopy = standing === 'copyLeft' && other !== null;
    if (isCopy && options.yes && removeMoved(other, dataDir)) beside.length = 0;
    const { keyProtector: protector } = await host();
    for (const folder of folders)
      if (!opensKey(folder, protector))
        throw new Refused(
          `The key in ${folder} cannot be opened here. Run this as its user, in a session with its key store.`,
        );
    let isWhole = true;
    for (const folder of [...folders, ...beside]) {
      if (!opensKey(folder, protector)) {
        // On Windows the key of a data folder opens only for who starts on it.
        await out(
          `The key in ${folder} cannot be opened from here. Run this with AFTERWORD_DATA_DIR=${other ?? ''} too.\n`,
        );
        isWhole = false;
        continue;
      }
      const how = !options.yes ? 'look' : options.withWaiting ? 'eraseAll' : 'erase';
      const found = await eraseIn(folder, contact, how, protector);
      await out(wordsFor(found, options));
      const stays = options.yes && !options.withWaiting && found.traces.waiting.length > 0;
      isWhole = isWhole && !stays && found.traces.unreadable === 0;
    }
    return isWhole ? EXIT.well : EXIT.failed;
  } catch (error) {
    err(`${faultOf(error)}\n`);
    return EXIT.failed;
  }
}

/** It was not begun. The message is for the administrator. */
class Refused extends Error {}

/** Practice has a database of its own, and a link may have brought a real call into it. */
const databasesIn = (folder: string): string[] =>
  [folder, join(folder, 'demo')].filter((each) => existsSync(databaseOf(each)));

const databaseOf = (folder: string): string => join(folder, 'afterword.db');

function readOptions(words: readonly string[], around: Around): Options | number {
  const collect = (value: string, before: string[]): string[] => [...before, value.trim()];
  const command = createCommand('--erase-contact', around)
    .description(
      'Says what is kept here of a contact and, with --yes, erases it: calls, wrap-ups, drafts, what LCM told, backups and files kept aside. Afterword must not run. Exits with 0 if it looked or erased all, 1 if something is not erased, 2 if the command line is wrong.',
    )
    .option('--key <LCM key>', 'an LCM key of the contact; may be given more than once', collect, [])
    .option('--number <number>', 'a number of the contact, whole; may be given more than once', collect, [])
    .option('--yes', 'erase', false)
    .option('--with-waiting', 'also wrap-ups that LCM does not have yet; they are lost', false);
  const code = readWords(command, words);
  if (code !== null) return code;
  const options = command.opts<Options>();
  const fault = usageFault(options);
  if (fault === null) return options;
  around.err(`error: ${fault}\n`);
  return EXIT.badUsage;
}

function usageFault({ key, number }: Options): string | null {
  if (key.length + number.length === 0 || key.includes('')) return 'give a --key or a --number';
  const bad = number.find(
    (each) => numberKey(each) === null || !isTheirs(each, { keys: [], numbers: [each] }),
  );
  return bad === undefined ? null : `“${bad}” has too few digits to be one person’s number`;
}

function wordsFor({ folder, traces, leftovers }: Erasure, { yes, withWaiting }: Options): string {
  const { damaged, crashDumps, logs } = leftovers;
  const { keys, numbers } = traces.alsoKnownBy;
  const waiting = traces.waiting.length;
  const lines = [
    `In ${folder}:`,
    `  ${traces.calls.length} calls, ${traces.submissions} submissions, ${traces.drafts} drafts, ${traces.facts.length} facts, ${traces.decisions.length} decisions on callbacks`,
    `  ${damaged.length} damaged databases kept aside, ${crashDumps.length} crash dumps, ${logs.length} logs`,
    `  the backup, which is made anew, and LCM’s lists of callbacks, which are asked for again`,
  ];
  if (waiting > 0)
    lines.push(
      withWaiting
        ? `Of ${waiting} of the calls LCM does not have everything. What it lacks ${yes ? 'is' : 'would be'} lost.`
        : `Of ${waiting} of the calls LCM does not have everything. ${yes ? 'These calls are not erased' : 'They would stay'}: send it, or add --with-waiting, which loses it.`,
    );
  if (traces.unreadable > 0)
    lines.push(
      `${traces.unreadable} rows cannot be read with the keys at hand. Whether they are about the contact is not known; they stay.`,
    );
  if (keys.length + numbers.length > 0)
    lines.push(
      'Also known by these. If they are the same person’s, give them too:',
      ...keys.map((key) => `  --key "${key}"`),
      ...numbers.map((number) => `  --number "${number}"`),
    );
  if (!yes) lines.push('Nothing was erased. Add --yes.');
  else lines.push(waiting > 0 && !withWaiting ? 'All else of this was erased.' : 'All of this was erased.');
  return `${printable(lines)}\n`;
}

function faultOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof OpeningError) return reasonWords(error.reason, 'en');
  if (error instanceof NotSavedError) return `Not erased: ${reasonWords(reason(error.reason), 'en')}`;
  return `Not everything was erased (${codeOrKind(error)}). Run it again.`;
}
