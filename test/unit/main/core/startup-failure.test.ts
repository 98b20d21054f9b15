import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { createCore } from '#main/core/core.ts';
import { openDatabase } from '#main/database/database.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog } from '#main/base/log.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { keptLanguage, startupFailure } from '#main/core/startup-failure.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Why a core cannot start with that data folder. */
async function whyNot(dataDir: string): Promise<Reason> {
  const options = { dataDir, keyProtector: fileKeyProtector, log: silentLog };
  const error: unknown = await createCore(options).then(
    (core) => core.close().then(() => 'it started'),
    (thrown: unknown) => thrown,
  );
  return startupFailure(error);
}

describe('a start that fails', () => {
  const open = (path: string) => openDatabase({ path, log: silentLog, clock: systemClock }).database;

  it('says that another Afterword uses the folder', async () => {
    const path = join(folder, 'demo', 'afterword.db');
    const other = open(path);
    const why = await whyNot(folder);
    other.close();
    expect(why).toEqual(reason('inUse', { path }));
    expect(reasonWords(why, 'es')).toBe(
      `Otro Afterword está usando ${path}. Hay que cerrarlo o usar otra carpeta de datos.`,
    );
  });

  it('says that a newer Afterword wrote the database', async () => {
    const path = join(folder, 'demo', 'afterword.db');
    open(path).close();
    const newer = loadSqlite().open(path);
    newer.exec('CREATE TABLE newer (x); PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
    newer.close();
    expect(await whyNot(folder)).toMatchObject({ code: 'newerSchema', params: { path, found: 99 } });
  });

  it('says which file is in the way, with the code of SQLite or of the system', async () => {
    const path = join(folder, 'demo', 'afterword.db');
    mkdirSync(path, { recursive: true });
    expect(await whyNot(folder)).toEqual(reason('notWritable', { path, code: 'EISDIR' }));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const below = join(file, 'data');
    expect(await whyNot(below)).toEqual(reason('notWritable', { path: below, code: 'ENOTDIR' }));
  });

  it('names an unexpected error by its kind', () => {
    expect(startupFailure(new RangeError('secret words'))).toEqual(
      reason('unforeseen', { what: 'RangeError' }),
    );
    const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE' });
    expect(startupFailure(taken)).toEqual(reason('unforeseen', { what: 'EADDRINUSE' }));
    expect(startupFailure('boom')).toEqual(reason('unforeseen', { what: 'string' }));
  });
});

describe('the language of an agent whose app does not start', () => {
  const prefer = (agent: string): void => {
    const agents = [[agent, { language: 'de' }]];
    writeFileSync(join(folder, 'preferences.json'), JSON.stringify({ agents }));
  };

  it('is the system’s if nobody chose one', () => {
    expect(keptLanguage(folder, [])).toBe('system');
    expect(keptLanguage(join(folder, 'none'), [])).toBe('system');
  });

  it('is the choice of the agent who signed in or whom the settings name', () => {
    prefer('ana');
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ agent: { userId: 'ana' } }));
    expect(keptLanguage(folder, [])).toBe('de');
    writeFileSync(join(folder, 'settings.json'), '{}');
    writeFileSync(join(folder, 'agent.json'), JSON.stringify({ userId: 'ben', lcm: 'demo' }));
    expect(keptLanguage(folder, [])).toBe('system');
    prefer('ben');
    expect(keptLanguage(folder, [])).toBe('de');
  });
});
