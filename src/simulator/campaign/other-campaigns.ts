import type { Branch } from './outcome-tree.ts';
import { contactIdOf } from './contact-data.ts';

/** A further campaign in which every contact of the simulator is open. */
interface OtherCampaign {
  readonly id: string;
  readonly name: string;
  /** Its outcomes have ids of their own, also where they have the names of the first campaign's. */
  readonly tree: readonly Branch[];
}

const OTHER_CAMPAIGNS: readonly OtherCampaign[] = [
  {
    id: '2',
    name: 'Contract renewal',
    tree: [
      { id: '2101', name: 'Payment Done', leadScore: '5' },
      { id: '2102', name: 'Payment Failure' },
      { id: '2200', name: 'Renewed', children: [{ id: '2201', name: 'Twelve months', leadScore: '80' }] },
    ],
  },
  {
    id: '3',
    name: 'Satisfaction survey',
    tree: [
      { id: '3101', name: 'Payment Failure', leadScore: '1' },
      { id: '3300', name: 'No time now' },
    ],
  },
];

const SEPARATOR = '|0|0|44|';

/** The contact's LCM key in another campaign; one contact has the same key there whatever call it is about. */
function keyIn({ id }: OtherCampaign, lcmKey: string): string {
  return `${contactIdOf(lcmKey)}|${id}${SEPARATOR}1`;
}

/**
 * The rows of the reply to `GetCampaignsForMCDRequest` (page get-campaigns-for-mcd-request), the call's own campaign among
 * them. The page's sample could not be seen: members and types are those of its table.
 */
export function campaignsOfContact(lcmKey: string, number: string): object[] {
  const row = (id: string, name: string, key: string): object => ({
    CampaignId: id,
    CampaignName: name,
    ContactID: Number(contactIdOf(key)),
    CallType: 'regular call',
    AgentID: '',
    Mode: 'Mobile',
    PhoneNo: number,
    AccountNumber: key,
  });
  return [
    row('1', 'Collections', lcmKey),
    ...OTHER_CAMPAIGNS.map((other) => row(other.id, other.name, keyIn(other, lcmKey))),
  ];
}

/** Page 004's rows for the LCM key of a contact in another campaign; null if it is no such key. */
export function outcomesOfOther(lcmKey: string): object[] | null {
  const other = OTHER_CAMPAIGNS.find(({ id }) => lcmKey.includes(`|${id}${SEPARATOR}`));
  return other === undefined ? null : rowsOf(other.tree, other.id, null);
}

function rowsOf(branches: readonly Branch[], campaignId: string, parentId: string | null): object[] {
  return branches.flatMap(({ id, name, leadScore = '0', children = [] }) => [
    { OutComeID: id, Description: name, CampaignID: campaignId, LeadScore: leadScore, ParentID: parentId },
    ...rowsOf(children, campaignId, id),
  ]);
}
