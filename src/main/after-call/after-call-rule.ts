import { z } from 'zod';
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
};
const changesSchema = z.strictObject(fields).partial();
type Changes = z.infer<typeof changesSchema>;

export const afterCallRuleSchema = z.strictObject({
  limitSeconds: fields.limitSeconds.default(0),
  show: fields.show.default('up'),
  warnSeconds: fields.warnSeconds.default(15),
  atEnd: fields.atEnd.default('nothing'),
  businessOutcomeId: fields.businessOutcomeId.default(''),
  telephonyOutcomeId: fields.telephonyOutcomeId.default(''),
});
/** How long after-call work may take, and what happens when the time is over. */
export type AfterCallRule = z.infer<typeof afterCallRuleSchema>;

/** The default rule, and what differs by call type and by campaign (LCM's `CampaignID`). */
export const afterCallSchema = z
  .strictObject({
    default: afterCallRuleSchema.prefault({}),
    byCallType: z.record(z.string(), changesSchema).default({}),
    byCampaign: z.record(z.string(), changesSchema).default({}),
  })
  .superRefine((settings, context) => {
    const rules: [string[], Changes][] = [[['default'], settings.default]];
    for (const group of ['byCallType', 'byCampaign'] as const) {
      for (const [name, changes] of Object.entries(settings[group])) rules.push([[group, name], changes]);
    }
    for (const [path, changes] of rules) {
      const rule = changed(settings.default, changes);
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
 * The rule of a call. For each setting, the campaign's value comes first, then the call type's, then the default.
 *
 * @param call.type in upper case
 * @param call.campaign null if it is not known (yet); then only type and default count
 */
export function afterCallRule(
  settings: AfterCallSettings,
  call: { readonly type: string; readonly campaign: string | null },
): AfterCallRule {
  const types = Object.entries(settings.byCallType).map(
    ([type, rule]) => [type.toUpperCase(), rule] as const,
  );
  const byType = new Map(types).get(call.type) ?? {};
  const byCampaign = new Map(Object.entries(settings.byCampaign)).get(call.campaign ?? '') ?? {};
  return changed(changed(settings.default, byType), byCampaign);
}

function changed(rule: AfterCallRule, changes: Changes): AfterCallRule {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...rule, ...Object.fromEntries(given) };
}
