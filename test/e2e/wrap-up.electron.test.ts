import { tomorrow } from './data-folder.ts';
import { expect, test } from './desktop-test.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { doMainFlow } from './main-flow.ts';
import { addCall, chooseOutcome, picture, seeCall, setCallback, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

test('an outcome with a callback reaches LCM as page 000 shows it', async ({ app: { main }, lcm }) => {
  await doMainFlow(main, lcm, 'a-1', '1-desktop');
});

test('a callback alone reaches LCM as page 001 shows it', async ({ app: { main }, lcm }) => {
  ring(lcm, 'b-1', '137|1|3|0|0|84|');
  await seeCall(main, 'b-1');
  await setCallback(main, 'Office');
  await submit(main, 'b-1');
  await expectApplied(lcm, 'SetCallbackWithComments', {
    callid: 'b-1',
    AccountNumber: '137|1|3|0|0|84|',
    StartDate: tomorrow(),
    EndDate: tomorrow(),
    StartTime: '10:00',
    EndTime: '11:00',
    CallbackModeID: 2,
    UserID: AGENT,
    AgentComments: '',
    LeadScore: 0,
    TargetAmount: 0,
  });
});

test('a telephony outcome reaches LCM as page 002 shows it', async ({ app: { main }, lcm }) => {
  ring(lcm, 'c-1', '178|3|3|0|0|84|-1');
  await seeCall(main, 'c-1');
  await main.getByRole('button', { name: /^Telephony outcome/ }).click();
  await main.getByRole('radio', { name: 'No answer' }).click();
  await main.getByLabel('Comment').fill('Rang out');
  await main.getByLabel('Lead score').fill('7');
  await submit(main, 'c-1');
  await expectApplied(lcm, 'SetCallOutcomeWithComments', {
    callid: 'c-1',
    AccountNumber: '178|3|3|0|0|84|-1',
    OutcomeId: 8,
    LeadScore: 7,
    UserID: AGENT,
    AgentComments: 'Rang out',
    TargetAmount: 0,
  });
});

test('a manual call added by hand offers the outcome group of page 003', async ({ app: { main }, lcm }) => {
  await addCall(main, 'd-1', KEY, 'MANUAL');
  const tree = main.getByRole('tree', { name: 'Outcomes' });
  await expect(tree.getByRole('treeitem', { name: 'Group 7' })).toBeVisible();
  await picture(main, '4-manual-call');
  await tree.getByRole('treeitem', { name: 'Balance' }).click();
  await submit(main, 'd-1');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
    callid: 'd-1',
    AccountNumber: KEY,
    OutcomeId: 111,
    LeadScore: 45,
    UserID: AGENT,
    AgentComments: '',
    TargetAmount: 0,
  });
});

test('an incomplete wrap-up is not submitted, and the screen says what is missing', async ({
  app: { main },
  lcm,
}) => {
  ring(lcm, 'n-1', KEY);
  await seeCall(main, 'n-1');
  await main.getByLabel('Comment').fill('No outcome chosen');
  await main.keyboard.press('Control+Enter');
  await expect(main.getByText('Choose an outcome, a telephony outcome or a callback.').first()).toBeVisible();
  await picture(main, '5-not-submitted');
  expect(lcm.now.ledger.entries()).toEqual([]);
});

test('a refusal shows LCM’s reason in the window and in the tray', async ({ app, lcm }) => {
  const { main } = app;
  lcm.now.faults.set({
    refuse: { times: 1, msg: 'Campaign is closed.' },
    only: ['SetBusinessOutcomeWithComments'],
  });
  ring(lcm, 'r-1', KEY);
  await seeCall(main, 'r-1');
  await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
  await submit(main, 'r-1');
  await expect(main.getByText('Refused: Campaign is closed.').first()).toBeVisible();
  await expect.poll(async () => (await app.tray())?.kind).toBe('attention');
  await expect.poll(async () => (await app.tray())?.menu[0]).toBe('1 refused by LCM, LCM connected');
  await app.clickTrayMenu('Outbox');
  await expect(main.getByRole('heading', { name: 'Refused: Campaign is closed.' })).toBeVisible();
  await picture(main, '6-outbox-refused');
  const refused = main.getByRole('article', { name: /r-1/ });
  await refused.getByRole('button', { expanded: false }).click();
  await refused.getByRole('button', { name: 'Try now' }).click();
  await lcm.now.ledger.waitFor((entry) => entry.applied);
  await expect.poll(() => app.tray()).toMatchObject({ kind: 'ok' });
});
