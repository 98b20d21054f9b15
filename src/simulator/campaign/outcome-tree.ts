/** An outcome and the outcomes below it. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** A string, as in the samples; "0" if left out. */
  readonly leadScore?: string;
  readonly children?: readonly Branch[];
}

/** Debt collection for a telecom operator, with retention offers. The first two are page 004's sample rows. */
export const CAMPAIGN_TREE: readonly Branch[] = [
  { id: '101', name: 'Payment Done' },
  { id: '102', name: 'Payment Failure' },
  {
    id: '200',
    name: 'Payment',
    children: [
      { id: '201', name: 'Success', leadScore: '90' },
      { id: '202', name: 'Failure', leadScore: '20' },
      {
        id: '203',
        name: 'In part',
        leadScore: '60',
        children: [
          { id: '204', name: 'First instalment', leadScore: '65' },
          { id: '205', name: 'Further instalment', leadScore: '70' },
        ],
      },
      { id: '206', name: 'Already paid, not booked yet', leadScore: '80' },
    ],
  },
  {
    id: '300',
    name: 'Promise to pay',
    children: [
      {
        id: '301',
        name: 'In full',
        leadScore: '75',
        children: [
          { id: '302', name: 'By card', leadScore: '80' },
          { id: '303', name: 'By bank transfer', leadScore: '70' },
          { id: '304', name: 'At a shop', leadScore: '55' },
        ],
      },
      {
        id: '305',
        name: 'In instalments',
        leadScore: '60',
        children: [
          { id: '306', name: 'Two instalments', leadScore: '62' },
          { id: '307', name: 'Three to six instalments', leadScore: '50' },
        ],
      },
      { id: '309', name: 'Will not name a date', leadScore: '30' },
      { id: '308', name: 'Broken promise', leadScore: '15' },
    ],
  },
  {
    id: '400',
    name: 'Dispute',
    children: [
      {
        id: '401',
        name: 'Bill',
        children: [
          { id: '402', name: 'Roaming charges', leadScore: '35' },
          { id: '403', name: 'Premium number', leadScore: '30' },
          { id: '404', name: 'Service cancelled before', leadScore: '25' },
        ],
      },
      { id: '405', name: 'Fraud or identity theft' },
      { id: '406', name: 'Complaint open', leadScore: '10' },
    ],
  },
  {
    id: '500',
    name: 'Retention',
    children: [
      {
        id: '501',
        name: 'Offer accepted',
        leadScore: '95',
        children: [
          { id: '502', name: 'Discount', leadScore: '95' },
          { id: '503', name: 'Upgrade to fibre', leadScore: '98' },
          { id: '504', name: 'Tarif Été, 3 mois offerts', leadScore: '92' },
        ],
      },
      { id: '505', name: 'Offer under consideration', leadScore: '55' },
      {
        id: '506',
        name: 'Offer declined',
        leadScore: '10',
        children: [
          { id: '507', name: 'Price', leadScore: '20' },
          { id: '508', name: 'Coverage (señal débil)', leadScore: '5' },
          { id: '509', name: 'Moves to a competitor', leadScore: '5' },
        ],
      },
    ],
  },
  {
    id: '600',
    name: 'Hardship',
    children: [
      { id: '601', name: 'Unemployment', leadScore: '20' },
      { id: '602', name: 'Illness', leadScore: '20' },
      { id: '604', name: 'Separation', leadScore: '25' },
      { id: '605', name: 'Debt counselling under way', leadScore: '30' },
      { id: '603', name: 'Insolvency proceedings' },
    ],
  },
  {
    id: '700',
    name: 'No conversation',
    children: [
      { id: '701', name: 'Wrong person' },
      { id: '702', name: 'Third party, message left', leadScore: '5' },
      { id: '703', name: 'Hung up', leadScore: '5' },
      { id: '704', name: 'Language barrier: necesita intérprete', leadScore: '10' },
      { id: '705', name: 'Deceased' },
      { id: '707', name: 'Moved, new address known', leadScore: '30' },
      { id: '708', name: 'Number belongs to someone else' },
      { id: '706', name: 'Do not contact again' },
    ],
  },
];

/** Outcomes of manual calls by group id. The list refers to the groups but has no row for them (page 003's sample). */
export const MANUAL_GROUP: Readonly<Record<string, readonly Branch[]>> = {
  '5': [{ id: '107', name: 'success' }],
  '6': [
    { id: '108', name: 'Fail' },
    { id: '109', name: 'Nobody there' },
  ],
  '7': [
    {
      id: '110',
      name: 'Information given',
      leadScore: '40',
      children: [
        { id: '111', name: 'Balance', leadScore: '45' },
        { id: '112', name: 'Contract', leadScore: '40' },
      ],
    },
  ],
};

export const INBOUND_GROUP: Readonly<Record<string, readonly Branch[]>> = {
  '8': [
    { id: '121', name: 'Paid during the call', leadScore: '90' },
    { id: '122', name: 'Asks for time to pay', leadScore: '50' },
  ],
  '9': [
    { id: '123', name: 'Question answered' },
    { id: '124', name: 'Passed on to Zürich office' },
  ],
};
