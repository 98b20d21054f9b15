import { expect, it } from 'vitest';
import { isDamage } from '#main/database/sqlite-runtime.ts';

/** An error as both SQLite runtimes raise it: with the extended result code (https://sqlite.org/rescode.html). */
const raised = (errcode: number): Error => Object.assign(new Error('SQLite'), { errcode });

it.each([
  ['SQLITE_CORRUPT', 11, true],
  ['SQLITE_CORRUPT_INDEX', 779, true],
  ['SQLITE_NOTADB', 26, true],
  // A log that was cut within a frame: the start must rescue what is left, and not give up on the disk.
  ['SQLITE_IOERR_SHORT_READ', 522, true],
  ['SQLITE_IOERR_READ', 266, false],
  ['SQLITE_FULL', 13, false],
])('%s is damage to the file, or trouble with the disk', (_name, code, is) => {
  expect(isDamage(raised(code))).toBe(is);
});

it('no other error is damage', () => expect(isDamage(new Error('SQLite'))).toBe(false));
