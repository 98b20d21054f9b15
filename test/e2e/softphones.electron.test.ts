import type { SimulatedCall } from '#simulator/softphones/call.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './desktop-test.ts';
import { AGENT, expectApplied, type TestLcm } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** Rings a call as the pages have it. The contact is named after the call. */
function ring(lcm: TestLcm, id: string, wanted: Partial<SimulatedCall>): void {
  const contactName = `Contact ${id}`;
  lcm.now.ring({
    id,
    lcmKey: KEY,
    form: 'documented',
    user: AGENT,
    contactName,
    ringMs: 1,
    talkMs: 1,
    ...wanted,
  });
}

const callsOf = (main: Page) => main.getByRole('complementary', { name: 'Calls' }).getByText(/^Contact /);

/** The events of Finesse name the agent by extension only, unless the site adds `User`. */
const SOFTPHONES = [
  { softphone: 'amazon' },
  { softphone: 'webex' },
  { softphone: 'five9' },
  { softphone: 'finesse', user: { loginName: AGENT } },
  { softphone: 'genesys' },
  { softphone: 'lcm' },
] as const satisfies Partial<SimulatedCall>[];

for (const wanted of SOFTPHONES) {
  test(`a campaign call of ${wanted.softphone} gets the campaign's outcomes`, async ({
    app: { main },
    lcm,
  }) => {
    const callid = `${wanted.softphone}-1`;
    ring(lcm, callid, wanted);
    await seeCall(main, callid);
    await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
    await submit(main, callid);
    await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
      callid,
      AccountNumber: KEY,
      OutcomeId: 302,
      LeadScore: 80,
      UserID: AGENT,
      AgentComments: '',
      TargetAmount: 0,
    });
  });
}

test('a call of Finesse that names nobody is offered, taken and wrapped up', async ({
  app: { main },
  lcm,
}) => {
  lcm.now.ring({
    id: 'f-1',
    lcmKey: KEY,
    softphone: 'finesse',
    form: 'documented',
    user: null,
    contactName: 'Contact f-1',
    ringMs: 1,
    talkMs: 1,
  });
  const offers = main.getByRole('region', { name: 'Perhaps yours' });
  await expect(offers.getByText('C••• f•••')).toBeVisible();
  await expect(callsOf(main)).toHaveCount(0);
  await offers.getByRole('button', { name: /^Take call/ }).press('Enter');
  await expect(offers).toBeHidden();
  await seeCall(main, 'f-1');
  await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
  await submit(main, 'f-1');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    callid: 'f-1',
    AccountNumber: KEY,
    OutcomeId: 302,
    LeadScore: 80,
    UserID: AGENT,
    AgentComments: '',
    TargetAmount: 0,
  });
});

for (const [softphone, group] of [
  ['amazon', 'Group 7'],
  ['five9', 'Group 7'],
] as const) {
  test(`a manual call of ${softphone} gets the outcome group of manual calls`, async ({
    app: { main },
    lcm,
  }) => {
    ring(lcm, 'm-1', { softphone, kind: 'manual' });
    await seeCall(main, 'm-1');
    const tree = main.getByRole('tree', { name: 'Outcomes' });
    await expect(tree.getByRole('treeitem', { name: group })).toBeVisible();
  });
}

test('a consult leg, a call of another agent and a second teller make no further card', async ({
  app: { main },
  lcm,
}) => {
  ring(lcm, 'o-1', { user: 'somebody else' });
  ring(lcm, 'k-1', { story: 'consult' });
  await seeCall(main, 'k-1');
  lcm.now.faults.set({ oddEvents: { kind: 'translated' } });
  ring(lcm, 't-1', { lcmKey: '5|3|1|0|0|44|2' });
  ring(lcm, 'z-1', { lcmKey: '5|3|1|0|0|44|3' });
  await expect(callsOf(main)).toHaveText(['Contact k-1', 'Contact t-1', 'Contact z-1']);
});
