import { phaseOf } from '#main/calls/call-event.ts';
import { foldWord } from '#main/calls/dialects/lookup.ts';
import type { BusEventMapping } from '#main/calls/dialects/site-mapping.ts';
import { MOMENTS, TYPES } from '#main/calls/dialects/words.ts';
import { NEEDED_ROLES, type BusGroup, type CallRole, type EventMeaning } from '#shared/contract/connect.ts';

/** The events whose meaning is said, with their names on the bus. */
export interface NamedMeaning {
  readonly group: Pick<BusGroup, 'channel' | 'topic' | 'subtopic'>;
  readonly meaning: EventMeaning;
}

/** The roles that a call needs and that nobody has given to a member yet. */
export function missingRoles({ roles }: Pick<EventMeaning, 'roles'>): CallRole[] {
  return NEEDED_ROLES.filter((role) => roles[role] === undefined);
}

/** A mapping as the settings file has it: without what the core knows anyway. */
export function mappingSetting({ group, meaning }: NamedMeaning): BusEventMapping {
  const { channel, topic, subtopic } = group;
  return { channel, topic, subtopic, ...meaning.roles, ...phaseWords(meaning) };
}

/** What the types of all these events mean, without those that the core reads like that anyway. */
export function typesSetting(said: readonly NamedMeaning[]): Record<string, string> {
  const types = said.flatMap(({ meaning }) => (meaning.roles.type === undefined ? [] : meaning.types));
  return Object.fromEntries(types.filter(([value, meaning]) => TYPES.get(foldWord(value)) !== meaning));
}

/**
 * The values of each phase. A list that is left out stands for the words that all softphones use, so an empty one is written
 * where such a word means something else here.
 */
function phaseWords({ phases }: EventMeaning): Partial<BusEventMapping> {
  const lists = (['ringing', 'talking', 'ended'] as const).flatMap((phase) => {
    const words = phases.filter(([, means]) => means === phase).map(([value]) => value);
    const isMistaken = phases.some(([value, means]) => {
      const usual = MOMENTS.get(foldWord(value));
      return means !== phase && usual !== undefined && phaseOf(usual) === phase;
    });
    return words.length > 0 || isMistaken ? [[phase, words] as const] : [];
  });
  return Object.fromEntries(lists);
}
