import type { CallFacts } from '#shared/lcm/call-facts.ts';
import type { NamedId } from '#shared/lcm/outcome-row.ts';

/**
 * The telephony outcomes to offer: as LCM names them (page get-available-outcomes), else the settings'. Each id is there
 * once. LCM's list need not contain the outcome that means callback.
 */
export function telephonyOutcomes(
  settings: { readonly telephonyOutcomes: readonly NamedId[] },
  facts: Pick<CallFacts, 'telephonyOutcomes'>,
): readonly NamedId[] {
  const told = facts.telephonyOutcomes?.value ?? [];
  if (told.length === 0) return settings.telephonyOutcomes;
  const names = new Map(settings.telephonyOutcomes.map(({ id, name }) => [id.trim(), name]));
  const byId = new Map<string, NamedId>();
  for (const { id, description } of told) {
    const own = description.trim();
    if (!byId.has(id)) byId.set(id, { id, name: own === '' ? (names.get(id) ?? id) : own });
  }
  return [...byId.values()];
}

/** The name of a telephony outcome: LCM's, else the settings', else its id. */
export function telephonyName(
  id: string,
  settings: { readonly telephonyOutcomes: readonly NamedId[] },
  offered: readonly NamedId[],
): string {
  const wanted = id.trim();
  return [...offered, ...settings.telephonyOutcomes].find((each) => each.id.trim() === wanted)?.name ?? id;
}
