import { CALL_ROLES } from '#shared/contract/connect.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useWords } from '../i18n/i18n.ts';

/** A reason in words, with a role by its name. Call in a component's setup. */
export function useRoleReason(): (why: Reason) => string {
  const words = useCodeWords();
  const { t } = useWords();
  return (why) => {
    const role = CALL_ROLES.find((each) => each === why.params['role']);
    if (role === undefined) return words.reason(why);
    return words.reason({ ...why, params: { ...why.params, role: t(`connect.role.${role}`) } });
  };
}
