import { CAMPAIGN_TREE, INBOUND_GROUP, MANUAL_GROUP, type Branch } from './outcome-tree.ts';

/** What LCM answers with. Rows are sent as they are, so tests may put nonsense among them. */
export interface Catalogue {
  /** Page 004's rows. There is only one campaign, so they are the same for every LCM key. */
  readonly campaign: readonly unknown[];
  /** Page 003's rows for a call type, in upper or lower case; empty for a type without an outcome group. */
  group(type: string): readonly unknown[];
  /** The telephony outcomes of `SetCallOutComeOffline`, and those of `GetCallOutCome`. */
  readonly telephony: readonly unknown[];
  readonly callOutcomes: readonly unknown[];
  /** The reply to `GetCampaignTimeZone` at this moment. */
  time(): object;
}

export interface CatalogueOptions {
  /** Rows for page 004 instead of the built-in campaign. */
  campaignRows?: readonly unknown[];
  /** For load tests: generate this many rows for page 004, three levels deep. */
  generateRows?: number;
  /** Rows for page 003 by call type, instead of the built-in MANUAL and INBOUND. */
  groupRows?: Readonly<Record<string, readonly unknown[]>>;
  /** LCM's clock, in milliseconds since the epoch; the machine's clock if left out. */
  now?: () => number;
  /** The campaign's time zone (IANA); Asia/Kolkata if left out. */
  campaignZone?: string;
}

/** The campaign's time zone if no other is wanted. */
export const DEFAULT_ZONE = 'Asia/Kolkata';

/** Campaign ids as in the samples of pages 003 and 004. */
const CAMPAIGN_ID = '1';
const NO_CAMPAIGN_ID = '0';

/** The rows that the vendor documents for SetCallOutComeOffline. There is no 1. */
const TELEPHONY = [
  ['0', 'Success'],
  ['2', 'Invalid'],
  ['3', 'Busy'],
  ['4', 'CallBack'],
  ['5', 'DNC'],
  ['6', 'Fax'],
  ['7', 'Answering Machine'],
  ['8', 'No Answer'],
  ['9', 'Reject'],
].map(([OutComeID, Description]) => ({ OutComeID, Description }));

/** The sample of get-available-outcomes has one more, between the others. */
const CALL_OUTCOMES = TELEPHONY.toSpliced(1, 0, { OutComeID: '1', Description: 'Abandoned' });

export function createCatalogue(options: CatalogueOptions = {}): Catalogue {
  const { campaignRows, generateRows, groupRows, now = Date.now, campaignZone = DEFAULT_ZONE } = options;
  const groups = new Map(
    Object.entries(
      groupRows ?? { MANUAL: groupRowsOf(MANUAL_GROUP), INBOUND: groupRowsOf(INBOUND_GROUP) },
    ).map(([type, rows]) => [type.toLowerCase(), rows]),
  );
  return {
    campaign:
      campaignRows ?? (generateRows === undefined ? campaignRowsOf(CAMPAIGN_TREE) : generate(generateRows)),
    group: (type) => groups.get(type.toLowerCase()) ?? [],
    telephony: TELEPHONY,
    callOutcomes: CALL_OUTCOMES,
    time: () => campaignTime(now(), campaignZone),
  };
}

/** A row with its fields in the order of page 004's sample, where ids and lead scores are strings. */
function campaignRow(
  OutComeID: string,
  Description: string,
  LeadScore: string,
  ParentID: string | null,
  CampaignID = CAMPAIGN_ID,
): object {
  return { OutComeID, Description, CampaignID, LeadScore, ParentID };
}

/** Page 004's rows of a campaign, the parents first. */
export function campaignRowsOf(
  branches: readonly Branch[],
  campaignId = CAMPAIGN_ID,
  parentId: string | null = null,
): object[] {
  return branches.flatMap(({ id, name, leadScore, children }) => [
    campaignRow(id, name, leadScore, parentId, campaignId),
    ...campaignRowsOf(children, campaignId, id),
  ]);
}

/** Rows with their fields in the order of page 003's sample. The group's id is a parent without a row of its own. */
function groupRowsOf(groups: Readonly<Record<string, readonly Branch[]>>): object[] {
  const rowsOf = (branches: readonly Branch[], parentId: string): object[] =>
    branches.flatMap(({ id, name, leadScore, children }) => [
      {
        CampaignID: NO_CAMPAIGN_ID,
        OutComeID: id,
        LeadScore: leadScore,
        ParentID: parentId,
        Description: name,
      },
      ...rowsOf(children, id),
    ]);
  return Object.entries(groups).flatMap(([groupId, branches]) => rowsOf(branches, groupId));
}

/** Ten roots, ten groups below each, and the remaining rows spread over these groups. */
function generate(count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(1_000 + index);
    if (index < 10) return campaignRow(id, `Area ${index + 1}`, '0', null);
    if (index < 110) return campaignRow(id, `Group ${index - 9}`, '0', String(1_000 + (index % 10)));
    const parent = String(1_010 + (index % 100));
    return campaignRow(
      id,
      `Outcome ${index - 109} of group ${(index % 100) + 1}`,
      String(index % 100),
      parent,
    );
  });
}

/**
 * The reply to `GetCampaignTimeZone`. The vendor documents its fields but not their format. Here the dates are written
 * as on the vendor pages, and the server's time names no zone.
 *
 * @param now milliseconds since the epoch
 * @param zone IANA time zone of the campaign
 */
function campaignTime(now: number, zone: string): object {
  return { ZoneName: zone, CampaignTime: formatTime(now, zone), ServerTime: formatTime(now, 'UTC') };
}

/** `DD/MM/YYYY HH:mm:ss` */
function formatTime(now: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return format.format(now).replace(', ', ' ');
}
