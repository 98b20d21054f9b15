import { encoded, idNumber, required, type EncodeResult } from './encode.ts';
import type { Json } from './json.ts';

/** Whom nobody may call, as `SetDNC` says it. A member that is null is left out of the request. */
export interface DoNotCallFields {
  readonly lcmKey: string;
  /** The telephony outcome that means do not call: 5 in LCM's list. */
  readonly outcomeId: string;
  readonly businessOutcomeId: string;
  readonly isCampaignOnly: boolean;
  readonly isNumber: boolean;
  /** The value of the first business field by which LCM blocks, and of the second. */
  readonly fieldValues: readonly [first: string | null, second: string | null];
  readonly blockedBy: string | null;
  /** `DD/MM/YYYY HH:mm` in LCM's zone. */
  readonly from: string | null;
  readonly until: string | null;
}

/**
 * The `data` of `SetDNC`, in the order and the types of the table of page set-dnc.
 *
 * @returns the data, or the first id that LCM does not take
 */
export function encodeDoNotCall(fields: DoNotCallFields): EncodeResult {
  return encoded(() => {
    const [first, second] = fields.fieldValues;
    const data: Record<string, Json | null> = {
      AccountNumber: required('lcmKey', fields.lcmKey),
      OutcomeID: idNumber('telephonyOutcomeId', fields.outcomeId),
      CampaignSpecificDNC: fields.isCampaignOnly,
      isPhoneNoDNC: fields.isNumber,
      BussfldDNCValue: first,
      BussfldDNCValue1: second,
      BlockedBy: fields.blockedBy,
      DNCBlockStartDate: fields.from,
      DNCBlockEndDate: fields.until,
      BusinessOutcome: idNumber('businessOutcomeId', fields.businessOutcomeId),
      LeadScore: 0,
    };
    return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
  });
}
