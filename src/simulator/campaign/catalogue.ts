import { campaignTime } from './campaign-time.ts';
import { CAMPAIGN_TREE, INBOUND_GROUP, MANUAL_GROUP, type Branch } from './outcome-tree.ts';

/** What LCM answers with. Rows are whatever is to be sent: tests may put nonsense among them. */
export interface Catalogue {
  /** Page 004's rows, the same for every LCM key: there is one campaign. */
  readonly campaign: readonly unknown[];
  /** Page 003's rows for a type of call, compared without case; none for a type without an outcome group. */
  group(type: string): readonly unknown[];
  readonly telephony: readonly unknown[];
  /** What `GetCampaignTimeZone` is answered now. */
  time(): object;
}

export interface CatalogueOptions {
  /** Rows for page 004 instead of the built-in campaign. */
  campaignRows?: readonly unknown[];
  /** This many generated rows for page 004, three levels deep, for load. */
  generateRows?: number;
  /** Rows for page 003 by type of call, instead of the built-in MANUAL and INBOUND. */
  groupRows?: Readonly<Record<string, readonly unknown[]>>;
  /** LCM's clock, in milliseconds since the epoch; the machine's where left out. */
  now?: () => number;
  /** The campaign's time zone (IANA), Asia/Kolkata where left out. */
  campaignZone?: string;
}

/** As the samples of pages 003 and 004 have it. */
const CAMPAIGN_ID = '1';
const NO_CAMPAIGN_ID = '0';

/** As the vendor documents the rows of SetCallOutComeOffline; there is no 1. */
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

export function createCatalogue(options: CatalogueOptions = {}): Catalogue {
  const { campaignRows, generateRows, groupRows, now = Date.now, campaignZone = 'Asia/Kolkata' } = options;
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
    time: () => campaignTime(now(), campaignZone),
  };
}

/** A row with its fields in the order of page 004's sample; ids and lead score are strings there. */
function campaignRow(id: string, description: string, leadScore: string, parentId: string | null): object {
  return {
    OutComeID: id,
    Description: description,
    CampaignID: CAMPAIGN_ID,
    LeadScore: leadScore,
    ParentID: parentId,
  };
}

function campaignRowsOf(branches: readonly Branch[], parentId: string | null = null): object[] {
  return branches.flatMap(({ id, name, leadScore = '0', children = [] }) => [
    campaignRow(id, name, leadScore, parentId),
    ...campaignRowsOf(children, id),
  ]);
}

/** Rows in the order of page 003's sample. The group's own id is a parent that no row of the list has. */
function groupRowsOf(groups: Readonly<Record<string, readonly Branch[]>>): object[] {
  const rowsOf = (branches: readonly Branch[], parentId: string): object[] =>
    branches.flatMap(({ id, name, leadScore = '0', children = [] }) => [
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

/** Ten roots, ten groups in each, the rest spread over these. */
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
