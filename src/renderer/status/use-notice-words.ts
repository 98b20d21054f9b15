import type { Notice } from '#shared/contract/app-state.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useKeyNames } from '../shortcuts/use-key-names.ts';

/** Words a notice, with a shortcut as it is printed on the keyboard. Call in a component's setup. */
export function useNoticeWords(): (notice: Notice) => string {
  const words = useCodeWords();
  const keys = useKeyNames();
  return (notice) => {
    const { shortcut } = notice.params;
    if (shortcut === undefined) return words.notice(notice);
    return words.notice({ ...notice, params: { ...notice.params, shortcut: keys.named(String(shortcut)) } });
  };
}
