import type { WordKey } from '../i18n/i18n.ts';

const WORDS: Readonly<Partial<Record<string, WordKey>>> = {
  OUTBOUND: 'calls.type.OUTBOUND',
  INBOUND: 'calls.type.INBOUND',
  MANUAL: 'calls.type.MANUAL',
};

/** The kind of a call in words; a type of the site's own as the bus says it. */
export function callKind(type: string, t: (key: WordKey) => string): string {
  const key = WORDS[type];
  return key === undefined ? type : t(key);
}
