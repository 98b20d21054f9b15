import { z } from 'zod';
import { CALL_TYPE } from '#shared/contract/call-type.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

const fields = {
  /** Seconds of after-call work from the end of the call; 0 sets no limit. */
  limitSeconds: z.number().int().min(0).max(86_400),
  /** Whether the clock counts up from the end of the call or down to the limit. */
  show: z.enum(['up', 'down']),
  /** How many seconds before the end the clock warns. */
  warnSeconds: z.number().int().min(0).max(3_600),
  /** What happens at the end: nothing, a notification, or the wrap-up is submitted automatically. */
  atEnd: z.enum(['nothing', 'notify', 'submit']),
  /** The outcome that is submitted if the agent has chosen none; '' for none. */
  businessOutcomeId: z.string().trim(),
  telephonyOutcomeId: z.string().trim(),
  /** How often the agent may extend the limit, and by how many seconds each time. */
  moreTimes: z.number().int().min(0).max(20),
  moreSeconds: z.number().int().min(5).max(3_600),
};
const partsSchema = z.strictObject(fields).partial();
/** What differs for a call that nobody answered. */
const unanswered = { unanswered: partsSchema.optional() };
const changesSchema = partsSchema.extend(unanswered);
type Parts = z.infer<typeof partsSchema>;

export const afterCallRuleSchema = z.strictObject({
  limitSeconds: fields.limitSeconds.default(0),
  show: fields.show.default('up'),
  warnSeconds: fields.warnSeconds.default(15),
  atEnd: fields.atEnd.default('nothing'),
  businessOutcomeId: fields.businessOutcomeId.default(''),
  telephonyOutcomeId: fields.telephonyOutcomeId.default(''),
  moreTimes: fields.moreTimes.default(0),
  moreSeconds: fields.moreSeconds.default(60),
});
/** How long after-call work may take, and what happens when the time is over. */
export type AfterCallRule = z.infer<typeof afterCallRuleSchema>;

/** A call type, in any case. The softphone's own words belong into `calls.types`. */
const callTypeSchema = z
  .string()
  .refine((type) => CALL_TYPE.test(type.toUpperCase()), 'notACallType' satisfies SettingFault);

/**
 * The default rule, and what differs by call type and by campaign (LCM's `CampaignID`). In each of them, `unanswered` says
 * what differs once more if nobody ever answered the call.
 */
export const afterCallSchema = z
  .strictObject({
    default: afterCallRuleSchema.extend(unanswered).prefault({}),
    byCallType: z.record(callTypeSchema, changesSchema).default({}),
    byCampaign: z.record(z.string(), changesSchema).default({}),
  })
  .superRefine((settings, context) => {
    const { unanswered: byDefault = {}, ...rest } = settings.default;
    const rules: [string[], Parts, AfterCallRule][] = [
      [['default'], rest, rest],
      [['default', 'unanswered'], byDefault, changed(rest, byDefault)],
    ];
    for (const group of ['byCallType', 'byCampaign'] as const) {
      for (const [name, { unanswered: apart = {}, ...changes }] of Object.entries(settings[group])) {
        const rule = changed(rest, changes);
        rules.push([[group, name], changes, rule]);
        rules.push([[group, name, 'unanswered'], apart, changed(rule, byDefault, apart)]);
      }
    }
    for (const [path, changes, rule] of rules) {
      if (rule.atEnd !== 'submit' || rule.businessOutcomeId !== '' || rule.telephonyOutcomeId !== '')
        continue;
      // A rule that changes none of these is as wrong as the default, where that is said.
      const wrong = (['atEnd', 'businessOutcomeId', 'telephonyOutcomeId'] as const).find(
        (name) => changes[name] !== undefined,
      );
      const message: SettingFault = 'needsDefaultOutcome';
      if (wrong !== undefined) context.addIssue({ code: 'custom', path: [...path, wrong], message });
    }
  });
export type AfterCallSettings = z.infer<typeof afterCallSchema>;

/**
 * The rule of a call. For each setting, the campaign's value comes first, then the call type's, then the default. If nobody
 * answered the call, what `unanswered` says in any of these comes before all of them, in the same order.
 *
 * @param call.type in upper case
 * @param call.campaign null if it is not known (yet); then only type and default count
 */
export function afterCallRule(
  settings: AfterCallSettings,
  call: { readonly type: string; readonly campaign: string | null; readonly neverAnswered: boolean },
): AfterCallRule {
  const types = Object.entries(settings.byCallType).map(
    ([type, rule]) => [type.toUpperCase(), rule] as const,
  );
  const byType = new Map(types).get(call.type);
  const byCampaign = new Map(Object.entries(settings.byCampaign)).get(call.campaign ?? '');
  const { unanswered: byDefault = {}, ...rule } = settings.default;
  const { unanswered: ofType = {}, ...type } = byType ?? {};
  const { unanswered: ofCampaign = {}, ...campaign } = byCampaign ?? {};
  return changed(rule, type, campaign, ...(call.neverAnswered ? [byDefault, ofType, ofCampaign] : []));
}

/** The rule with the changes, the later ones on top. */
function changed(rule: AfterCallRule, ...changes: readonly Parts[]): AfterCallRule {
  const given = changes.flatMap((each) => Object.entries(each).filter(([, value]) => value !== undefined));
  return { ...rule, ...Object.fromEntries(given) };
}
