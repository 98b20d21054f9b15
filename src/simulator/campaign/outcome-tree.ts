/** An outcome and the outcomes below it. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** A string, as in the samples. */
  readonly leadScore: string;
  readonly children: readonly Branch[];
}

export function branch(id: string, name: string, leadScore = '0', children: readonly Branch[] = []): Branch {
  return { id, name, leadScore, children };
}

/** Debt collection for a telecom operator, with retention offers. The first two are page 004's sample rows. */
export const CAMPAIGN_TREE: readonly Branch[] = [
  branch('101', 'Payment Done'),
  branch('102', 'Payment Failure'),
  branch('200', 'Payment', '0', [
    branch('201', 'Success', '90'),
    branch('202', 'Failure', '20'),
    branch('203', 'In part', '60', [
      branch('204', 'First instalment', '65'),
      branch('205', 'Further instalment', '70'),
    ]),
    branch('206', 'Already paid, not booked yet', '80'),
  ]),
  branch('300', 'Promise to pay', '0', [
    branch('301', 'In full', '75', [
      branch('302', 'By card', '80'),
      branch('303', 'By bank transfer', '70'),
      branch('304', 'At a shop', '55'),
    ]),
    branch('305', 'In instalments', '60', [
      branch('306', 'Two instalments', '62'),
      branch('307', 'Three to six instalments', '50'),
    ]),
    branch('309', 'Will not name a date', '30'),
    branch('308', 'Broken promise', '15'),
  ]),
  branch('400', 'Dispute', '0', [
    branch('401', 'Bill', '0', [
      branch('402', 'Roaming charges', '35'),
      branch('403', 'Premium number', '30'),
      branch('404', 'Service cancelled before', '25'),
    ]),
    branch('405', 'Fraud or identity theft'),
    branch('406', 'Complaint open', '10'),
  ]),
  branch('500', 'Retention', '0', [
    branch('501', 'Offer accepted', '95', [
      branch('502', 'Discount', '95'),
      branch('503', 'Upgrade to fibre', '98'),
      branch('504', 'Tarif Été, 3 mois offerts', '92'),
    ]),
    branch('505', 'Offer under consideration', '55'),
    branch('506', 'Offer declined', '10', [
      branch('507', 'Price', '20'),
      branch('508', 'Coverage (señal débil)', '5'),
      branch('509', 'Moves to a competitor', '5'),
    ]),
  ]),
  branch('600', 'Hardship', '0', [
    branch('601', 'Unemployment', '20'),
    branch('602', 'Illness', '20'),
    branch('604', 'Separation', '25'),
    branch('605', 'Debt counselling under way', '30'),
    branch('603', 'Insolvency proceedings'),
  ]),
  branch('700', 'No conversation', '0', [
    branch('701', 'Wrong person'),
    branch('702', 'Third party, message left', '5'),
    branch('703', 'Hung up', '5'),
    branch('704', 'Language barrier: necesita intérprete', '10'),
    branch('705', 'Deceased'),
    branch('707', 'Moved, new address known', '30'),
    branch('708', 'Number belongs to someone else'),
    branch('706', 'Do not contact again'),
  ]),
];

/** Outcomes of manual calls by group id. The list refers to the groups but has no row for them (page 003's sample). */
export const MANUAL_GROUP: Readonly<Record<string, readonly Branch[]>> = {
  '5': [branch('107', 'success')],
  '6': [branch('108', 'Fail'), branch('109', 'Nobody there')],
  '7': [
    branch('110', 'Information given', '40', [
      branch('111', 'Balance', '45'),
      branch('112', 'Contract', '40'),
    ]),
  ],
};

export const INBOUND_GROUP: Readonly<Record<string, readonly Branch[]>> = {
  '8': [branch('121', 'Paid during the call', '90'), branch('122', 'Asks for time to pay', '50')],
  '9': [branch('123', 'Question answered'), branch('124', 'Passed on to Zürich office')],
};
