import { phaseOf } from '#main/calls/call-event.ts';
import { cleanText } from '#shared/text/clean-text.ts';
import { readAgents } from '#main/calls/dialects/agents.ts';
import { createCallReader, type CallReader } from '#main/calls/dialects/call-reader.ts';
import { lookupIn, pathOf } from '#main/calls/dialects/lookup.ts';
import { documentedDialect } from '#main/calls/dialects/rows.ts';
import type { PreviewAnswer } from '#shared/contract/connect.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { mappingSetting, missingRoles, typesSetting, type NamedMeaning } from './event-mapping.ts';

/** The newest events of a group, and what was said of them; null if nothing was, since the softphone is known. */
export interface PreviewedGroup {
  readonly samples: readonly Envelope[];
  readonly said: NamedMeaning | null;
}

/** In UTF-16 units. */
const LONGEST = 120;

/**
 * The call that the newest events would put on the list, read as the core reads them once the settings are written. Events of
 * every agent count here.
 *
 * @param unmasked whether the LCM key, the contact and the agent may be read
 */
export function previewCall(groups: readonly PreviewedGroup[], unmasked: boolean): PreviewAnswer {
  const said = groups.flatMap((each) => each.said ?? []);
  const mappings = said.filter(({ meaning }) => missingRoles(meaning).length === 0).map(mappingSetting);
  const types = typesSetting(said);
  const read = createCallReader({ mappings, types, busIsOwn: true, ofAnyAgent: true });
  const problems: Reason[] = [];
  for (const { samples, said } of groups) {
    const [missing] = said === null ? [] : missingRoles(said.meaning);
    if (missing !== undefined) problems.push(reason('connectRoleMissing', { role: missing }));
    for (const sample of missing === undefined ? samples : []) {
      const places =
        said === null ? (documentedDialect(sample)?.agent ?? []) : [said.meaning.roles.agent ?? ''];
      const previewed = previewOf(sample, read, places, unmasked);
      if ('callId' in previewed) return { call: previewed, problem: null };
      problems.push(previewed);
    }
  }
  return { call: null, problem: problems[0] ?? reason('connectNothingSaid') };
}

/** The call of one event, or why there is none. */
function previewOf(
  sample: Envelope,
  read: CallReader,
  agentPlaces: readonly string[],
  unmasked: boolean,
): NonNullable<PreviewAnswer['call']> | Reason {
  const reading = read(sample, null);
  if (reading === null) return reason('connectNoPhase');
  if (!reading.ok) return reason('connectUnreadable', { role: reading.fault.field });
  const { call, moment, isLeg } = reading.event;
  if (isLeg) return reason('connectNoWrapUp');
  if (call.lcmKey === null) return reason('connectUnreadable', { role: 'lcmKey' });
  const show = (text: string | null): string | null => (unmasked || text === null ? text : masked(text));
  const look = lookupIn(sample);
  const agents = agentPlaces
    .filter((place) => place !== '')
    .flatMap((place) => readAgents(look(pathOf(place))).names);
  const type = call.type ?? 'OUTBOUND';
  return {
    callId: call.callId,
    lcmKey: show(call.lcmKey) ?? '',
    contact: show(call.contact ?? null),
    agent: show(cleanText(agents[0], LONGEST)),
    type,
    phase: moment === null ? null : phaseOf(moment),
    list: type === 'OUTBOUND' ? '004' : '003',
  };
}

/** Letters and digits as dots; the rest shows what kind of text it is. */
function masked(text: string): string {
  return text.slice(0, LONGEST).replace(/[\p{L}\p{N}\p{M}]/gu, '•');
}
