import type { NewSubmission } from '#main/outbox/outbox.ts';
import { correctedFields } from '#main/outbox/replaced.ts';
import { encodeDoNotCall } from '#shared/lcm/encode-do-not-call.ts';
import { encodeFieldEdit } from '#shared/lcm/encode.ts';
import { readField, type JsonObject } from '#shared/lcm/json.ts';
import type { CallReference } from '#shared/contract/requests/calls.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The id of the `n`-th wrap-up of a test, known before it is saved. */
export const idOf = (n: number): string => `wrap-up-${n}`;

export const referenceOf = (callId: string): CallReference => ({
  callId,
  lcmKey: `5|3|1|0|0|44|${callId}`,
  type: 'OUTBOUND',
});

export const draftOf = (n: number): Draft => ({ ...EMPTY_DRAFT, comment: commentOf(n) });

export const commentOf = (n: number): string => `comment ${n}`;

/** The `n` of a payload that reached LCM. */
export function numberOf(data: unknown): number {
  const [field] = correctedFields((data ?? {}) as JsonObject);
  const comment = field?.value ?? readField(data, 'AgentComments');
  return Number(/^comment (\d+)$/.exec(String(comment))?.[1] ?? NaN);
}

/** A correction of these fields; the value of each tells the `n`. */
export function fieldEditOf(n: number, callId: string, names: readonly string[]): NewSubmission {
  const { lcmKey } = referenceOf(callId);
  const fields = names.map((name) => ({ name, value: commentOf(n), dataType: 'String', format: '' }));
  return {
    ...wrapUpOf(n, callId),
    call: 'SetContactBusinessFields',
    data: encodeFieldEdit({ callId, lcmKey, agentId: 'agent-1', fields }),
    summary: names.join(', '),
    comment: '',
    draft: null,
  };
}

/** A do-not-call. Its request names no call; the comment tells the `n`. */
export function doNotCallOf(n: number, callId: string): NewSubmission {
  const { lcmKey } = referenceOf(callId);
  const encoded = encodeDoNotCall({
    ...{ lcmKey, outcomeId: '5', businessOutcomeId: '0', isCampaignOnly: false, isNumber: true },
    ...{ fieldValues: [null, null], blockedBy: 'PhoneNumber', from: null, until: null },
  });
  if (!encoded.ok) throw new Error(encoded.fault);
  return {
    ...wrapUpOf(n, callId),
    call: 'SetDNC',
    data: { ...encoded.data, AgentComments: commentOf(n) },
    summary: 'Number · for ever',
    comment: '',
    draft: null,
  };
}

/** The same wrap-up for another campaign of the contact, which has an LCM key there. */
export function otherCampaignOf(n: number, callId: string, campaign: number): NewSubmission {
  const lcmKey = `5|${campaign}|1|0|0|45|${callId}`;
  return {
    ...wrapUpOf(n, callId),
    lcmKey,
    data: { ...dataOf(n, callId), AccountNumber: lcmKey },
    otherCampaign: { id: String(campaign), name: `Campaign ${campaign}` },
    draft: null,
  };
}

/** The other campaign that an LCM key of {@link otherCampaignOf} is in; null for the call's own. */
export function campaignOf(lcmKey: string): number | null {
  const parts = lcmKey.split('|');
  return parts[5] === '45' ? Number(parts[1]) : null;
}

export function dataOf(n: number, callId: string): JsonObject {
  return {
    callid: callId,
    AccountNumber: referenceOf(callId).lcmKey,
    OutcomeId: n % 10,
    LeadScore: n / 4,
    UserID: 'agent-1',
    AgentComments: commentOf(n),
    TargetAmount: n,
  };
}

export function wrapUpOf(n: number, callId: string): NewSubmission & { readonly draft: Draft } {
  return {
    callId,
    lcmKey: referenceOf(callId).lcmKey,
    agent: 'agent-1',
    call: n % 3 === 0 ? 'SetBusinessOutcomeWithComments' : 'SetCallOutcomeWithComments',
    data: dataOf(n, callId),
    summary: `Outcome ${n % 10}`,
    comment: commentOf(n),
    draft: draftOf(n),
    callbackAt: null,
    callbackUntil: null,
    callbackZone: null,
    zone: 'Europe/Madrid',
  };
}
