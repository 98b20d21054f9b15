import {
  MOST_BLOCKED_DAYS,
  type BlockPeriod,
  type BlockScope,
  type DoNotCallWish,
} from '#shared/draft/block.ts';
import type { CallFacts, ContactField } from '#shared/lcm/call-facts.ts';
import { sameName } from '#shared/lcm/json.ts';
import type { DoNotCallSettings } from './do-not-call-settings.ts';
import type { BlockRule } from './outcome-rules.ts';

/** What an agent may choose for a call. Neither list is empty. */
export interface DoNotCallOffer {
  readonly scopes: readonly Exclude<BlockScope, 'field'>[];
  /** The business fields by which LCM can block the contact, in LCM's order. */
  readonly fields: readonly Pick<ContactField, 'name' | 'value'>[];
  readonly periods: readonly BlockPeriod['kind'][];
  /** How many days are proposed, or meant if LCM has told the number. */
  readonly days: number;
  readonly areDaysFixed: boolean;
}

/**
 * What LCM and the settings let an agent choose for a call. Where LCM has told a period for the campaign
 * (`DNCPeriodType`), that counts; the settings say the rest.
 *
 * @returns null if it is not offered
 */
export function doNotCallOffer(settings: DoNotCallSettings, facts: CallFacts): DoNotCallOffer | null {
  const told = facts.mode?.value.doNotCall ?? null;
  if (settings.offered === 'never' || (settings.offered === 'whereTold' && told === null)) return null;
  const fields = settings.scopes.includes('field') ? blockableFields(facts) : [];
  // The agent confirms the number, so LCM must have named it.
  const hasNumber = (facts.mode?.value.contactNumber ?? null) !== null;
  const scopes = settings.scopes.flatMap((scope) =>
    scope === 'field' || (scope === 'number' && !hasNumber) ? [] : [scope],
  );
  if (scopes.length === 0 && fields.length === 0) return null;
  const areDaysFixed = told?.kind === 'days' && told.days !== null && told.days > 0;
  return {
    scopes,
    fields,
    periods: told === null || told.kind === 'agentChooses' ? settings.periods : [told.kind],
    days: areDaysFixed ? Math.min(told.days, MOST_BLOCKED_DAYS) : settings.days,
    areDaysFixed,
  };
}

/** The request has room for two: `BussfldDNCValue` and `BussfldDNCValue1`. */
const MOST_FIELDS = 2;

function blockableFields(facts: CallFacts): Pick<ContactField, 'name' | 'value'>[] {
  return (facts.doNotCallFields?.value ?? []).slice(0, MOST_FIELDS).flatMap((name) => {
    const value = facts.fields?.value.find((field) => sameName(field.name, name))?.value.trim() ?? '';
    return value === '' ? [] : [{ name, value }];
  });
}

/**
 * What an outcome marks, within what is offered for the call: a period that LCM has told takes the place of the rule's.
 *
 * @returns null if that is not offered
 */
export function wishOfRule(rule: BlockRule, offer: DoNotCallOffer | null): DoNotCallWish | null {
  if (offer === null || !offer.scopes.includes(rule.scope)) return null;
  const wanted = rule.days === undefined ? 'permanent' : 'days';
  const kind = offer.periods.find((each) => each === wanted) ?? offer.periods.find((each) => each !== 'date');
  if (kind === undefined) return null;
  const days = offer.areDaysFixed ? offer.days : (rule.days ?? offer.days);
  const period: BlockPeriod = kind === 'days' ? { kind, days } : { kind: 'permanent' };
  return { scope: rule.scope, field: null, period };
}
