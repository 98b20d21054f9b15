import type { CallRole, PhaseMeaning, TypeMeaning } from '#shared/contract/connect.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useWords, type WordKey } from '../i18n/i18n.ts';

export const ROLE_WORDS: Record<CallRole, WordKey> = {
  callId: 'connect.role.callId',
  lcmKey: 'connect.role.lcmKey',
  phase: 'connect.role.phase',
  type: 'connect.role.type',
  contact: 'connect.role.contact',
  agent: 'connect.role.agent',
  zone: 'connect.role.zone',
};

export const PHASE_WORDS: Record<PhaseMeaning, WordKey> = {
  ringing: 'connect.phase.ringing',
  talking: 'connect.phase.talking',
  ended: 'connect.phase.ended',
  ignore: 'connect.phase.ignore',
};

export const TYPE_WORDS: Record<TypeMeaning, WordKey> = {
  OUTBOUND: 'connect.type.outbound',
  MANUAL: 'connect.type.manual',
  INBOUND: 'connect.type.inbound',
  none: 'connect.type.none',
};

/** A reason in words, with a role by its name. Call in a component's setup. */
export function useRoleReason(): (why: Reason) => string {
  const words = useCodeWords();
  const { t } = useWords();
  return (why) => {
    const key = ROLE_WORDS[why.params['role'] as CallRole] as WordKey | undefined;
    return words.reason(key === undefined ? why : { ...why, params: { ...why.params, role: t(key) } });
  };
}
