import { isOthersFolder } from '#main/base/private-files.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { CommandRow } from './commands.ts';

/** Why a command may not be run on a data folder by this user; null if it may. Asked before anything touches the folder. */
export function commandRefusal({ usesKey }: CommandRow, dataDir: string): string | null {
  return usesKey === true && isOthersFolder(dataDir)
    ? reasonWords(reason('othersFolder', { path: dataDir }), 'en')
    : null;
}
