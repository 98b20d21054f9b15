import { z } from 'zod';
import { MANDATORY_FIELDS } from './mandatory-fields.ts';

const fieldsSchema = z.array(z.enum(MANDATORY_FIELDS));

/** What has to be filled in: by default, and in its place for single campaigns, by LCM's `CampaignID`. */
export const mandatorySchema = z.strictObject({
  default: fieldsSchema.default([]),
  byCampaign: z.record(z.string(), fieldsSchema).default({}),
});
