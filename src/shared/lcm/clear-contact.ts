import type { Envelope } from './envelope.ts';
import { foldName, readField, sameName } from './json.ts';
import { readVerdict } from './refusal.ts';

/** The message that ends after-call work: page clear-acw-call. It names no call and no agent, and has no reply. */
const NAMES = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact' } as const;

export type ClearEnvelope = typeof NAMES & { readonly source: string };

export function makeClear(source: string): ClearEnvelope {
  return { ...NAMES, source };
}

/** Whether somebody on the bus, perhaps this desktop, asks to end after-call work. */
export function isClearRequest(envelope: Envelope): boolean {
  return isOnChannel(envelope) && isClear(envelope) && readClearRefusal(envelope) === null;
}

/**
 * Reads that after-call work was not ended, in the words of whoever refused; null if the envelope says nothing like that.
 * The page names the error (`SET_AGENTSTATE_FAILED`) and shows none: it is read wherever LCM's other errors may lie.
 */
export function readClearRefusal(envelope: Envelope): { readonly words: string | null } | null {
  if (!isOnChannel(envelope)) return null;
  const { message, data } = envelope;
  const isNamed = [readField(message, 'response'), message, data].some((body) =>
    ['errorType', 'code'].some((name) => isAgentStateError(readField(body, name))),
  );
  const { success, reason } = readVerdict(envelope);
  return isNamed || (isClear(envelope) && success === false) ? { words: reason } : null;
}

function isOnChannel({ channel }: Envelope): boolean {
  return sameName(channel, NAMES.channel);
}

function isClear({ subtopic }: Envelope): boolean {
  return foldName(subtopic).startsWith(foldName(NAMES.subtopic));
}

function isAgentStateError(value: unknown): boolean {
  return typeof value === 'string' && sameName(value, 'SET_AGENTSTATE_FAILED');
}
