import { campaignRowsOf } from './catalogue.ts';
import { contactIdOf } from './contact-data.ts';
import { branch, type Branch } from './outcome-tree.ts';

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
      branch('2101', 'Payment Done', '5'),
      branch('2102', 'Payment Failure'),
      branch('2200', 'Renewed', '0', [branch('2201', 'Twelve months', '80')]),
    ],
  },
  {
    id: '3',
    name: 'Satisfaction survey',
    tree: [branch('3101', 'Payment Failure', '1'), branch('3300', 'No time now')],
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
  return other === undefined ? null : campaignRowsOf(other.tree, other.id);
}
