import { CalendarDateTime, type CalendarDate } from '@internationalized/date';
import { certainZone } from '#shared/callback/callback-modes.ts';
import { callbackZones, localZone, type CallbackZones } from '#shared/callback/callback-zones.ts';
import { isKnownZone, readDate, wallTimeAt, type WallTime } from '#shared/callback/wall-clock.ts';
import { MOST_BLOCKED_DAYS, type BlockPeriod, type DoNotCallWish } from '#shared/draft/block.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import type { CallFacts, ContactField } from '#shared/lcm/call-facts.ts';
import { encodeDoNotCall, type DoNotCallFields } from '#shared/lcm/encode-do-not-call.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { doNotCallOffer, type DoNotCallOffer } from './do-not-call-offer.ts';
import type { DoNotCallSettings } from './do-not-call-settings.ts';
import type { FormSettings } from './form-settings.ts';
import { doNotCallSummary } from './summary.ts';

/** What is needed to plan a do-not-call. */
export interface DoNotCallContext {
  readonly call: {
    readonly lcmKey: string;
    readonly contactZone: string | null;
    readonly campaignZone: string | null;
  };
  /** `UserID`; null while nobody is signed in. */
  readonly agent: string | null;
  readonly form: FormSettings;
  readonly facts: CallFacts;
  /** IANA zone of this machine. */
  readonly machineZone: string;
  /** Milliseconds since the epoch, by LCM's clock. */
  readonly now: number;
}

export interface DoNotCallPlan {
  /** The `data` of `SetDNC`, exactly as it goes out. */
  readonly data: JsonObject;
  readonly summary: string;
  /** When it ends, and the zone in which that was reckoned; null: never. */
  readonly until: { readonly at: number; readonly zone: string } | null;
}

export type DoNotCallResult =
  | { readonly ok: true; readonly plan: DoNotCallPlan }
  | { readonly ok: false; readonly problems: FieldProblem[] };

/**
 * Turns what an agent asks for into the request. The screen runs it to say what would come of it, and main once more when
 * it is saved. Never throws.
 */
export function planDoNotCall(wish: DoNotCallWish, context: DoNotCallContext): DoNotCallResult {
  const { call, form, facts, now } = context;
  const problems: FieldProblem[] = [];
  if ((context.agent?.trim() ?? '') === '') problems.push(problem('form', 'noAgent', {}));
  const offer = doNotCallOffer(form.doNotCall, facts);
  const field = offer?.fields.find(({ name }) => name === wish.field) ?? null;
  if (offer === null || !isOffered(wish, offer, field !== null))
    problems.push(problem('form', 'blockNotOffered', {}));

  const zones = zonesOf(context);
  const zone =
    facts.mode?.value.doNotCall?.inContactZone === true ? localZone(zones) : (zones.campaign ?? zones.sent);
  const unknown = [zone, zones.sent].find((each) => !isKnownZone(each)) ?? null;
  const end = endOf(wish.period, {
    ...{ now, zone, unknown },
    atEndOfDay: facts.mode?.value.doNotCall?.untilEndOfDay !== false,
  });
  if (end.problem !== null) problems.push(end.problem);

  const encoded = encodeDoNotCall({
    lcmKey: call.lcmKey,
    outcomeId: form.doNotCall.outcomeId,
    businessOutcomeId: form.doNotCall.businessOutcomeId,
    ...scopeFields(wish, field, facts, form.doNotCall),
    from: end.at === null ? null : wireTime(wallTimeAt(now, zones.sent)),
    until: end.at === null ? null : wireTime(wallTimeAt(end.at, zones.sent)),
  });
  if (!encoded.ok) {
    const id =
      encoded.field === 'businessOutcomeId' ? form.doNotCall.businessOutcomeId : form.doNotCall.outcomeId;
    problems.push(
      encoded.field === 'lcmKey'
        ? problem('form', 'lcmKeyMissing', {})
        : problem('form', 'idNotANumber', { id }),
    );
  }
  if (problems.length > 0 || !encoded.ok) return { ok: false, problems };
  const until = end.at === null ? null : { at: end.at, zone };
  const said = until === null ? null : { ...wallTimeAt(until.at, zone), zone };
  return {
    ok: true,
    plan: { data: encoded.data, until, summary: doNotCallSummary({ ...wish, until: said }) },
  };
}

function isOffered({ scope, period }: DoNotCallWish, offer: DoNotCallOffer, hasField: boolean): boolean {
  const isScope = scope === 'field' ? hasField : offer.scopes.includes(scope);
  const isPeriod = offer.periods.includes(period.kind);
  return isScope && isPeriod && !(offer.areDaysFixed && period.kind === 'days' && period.days !== offer.days);
}

function scopeFields(
  { scope }: DoNotCallWish,
  field: Pick<ContactField, 'name' | 'value'> | null,
  facts: CallFacts,
  { blockedBy }: DoNotCallSettings,
): Pick<DoNotCallFields, 'isCampaignOnly' | 'isNumber' | 'fieldValues' | 'blockedBy'> {
  const isSecond = field !== null && facts.doNotCallFields?.value[1] === field.name;
  const value = scope === 'field' && field !== null ? field.value : null;
  const by = scope === 'number' ? blockedBy.number : scope === 'field' ? blockedBy.field : '';
  return {
    isCampaignOnly: scope === 'campaign',
    isNumber: scope === 'number',
    fieldValues: isSecond ? [null, value] : [value, null],
    blockedBy: by === '' ? null : by,
  };
}

function zonesOf({ form, machineZone, call, facts }: DoNotCallContext): CallbackZones {
  const campaign = certainZone(facts.mode?.value.zone ?? null);
  return callbackZones(form, machineZone, call, { number: null, campaign });
}

/** When the period ends; `at` is null if it never does, or if there is a problem. */
function endOf(
  period: BlockPeriod,
  {
    now,
    zone,
    unknown,
    atEndOfDay,
  }: {
    readonly now: number;
    readonly zone: string;
    /** A zone of the request that has no rules. */
    readonly unknown: string | null;
    readonly atEndOfDay: boolean;
  },
): { readonly at: number | null; readonly problem: FieldProblem | null } {
  const no = (found: FieldProblem) => ({ at: null, problem: found });
  if (period.kind === 'permanent') return { at: null, problem: null };
  if (unknown !== null) return no(problem('form', 'callbackZoneUnknown', { zone: unknown }));
  const today = wallTimeAt(now, zone);
  if (period.kind === 'days') {
    const { days } = period;
    if (!Number.isInteger(days) || days < 1 || days > MOST_BLOCKED_DAYS)
      return no(problem('form', 'blockDaysUnreadable', { limit: MOST_BLOCKED_DAYS }));
    const day = readDate(today.date)?.add({ days });
    if (day === undefined) return no(problem('form', 'dateUnreadable', { value: today.date }));
    return { at: atEndOfDay ? endOfDay(day, zone) : instantOf(day, today.time, zone), problem: null };
  }
  const day = readDate(period.date);
  if (day === null) return no(problem('form', 'blockDateMissing', {}));
  const at = endOfDay(day, zone);
  if (at < now || day.year > 9_998) return no(problem('form', 'blockDateInPast', { today: today.date }));
  return { at, problem: null };
}

const MINUTE = 60_000;

/** The last minute of a day. */
function endOfDay(day: CalendarDate, zone: string): number {
  return day.add({ days: 1 }).toDate(zone).getTime() - MINUTE;
}

/** Of a time that the clock shows twice, the later one; of one that it skips, the first after it. */
function instantOf(day: CalendarDate, time: string, zone: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new CalendarDateTime(day.year, day.month, day.day, hour, minute).toDate(zone, 'later').getTime();
}

function wireTime({ date, time }: WallTime): string {
  return `${date.split('-').reverse().join('/')} ${time}`;
}
