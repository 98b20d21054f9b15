import { expect, type Page } from '@playwright/test';
import { tomorrow } from './data-folder.ts';
import { AGENT, expectApplied, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, picture, seeCall, setCallback, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const COMMENT = 'Will pay on Friday – «sí», 100 €';

/**
 * Wraps up a call with every field of page 000, from ringing to *Delivered*, and checks it in LCM's ledger. It is the same
 * in the desktop app and in the browser host.
 *
 * @param pictures prefix of the picture names
 */
export async function doMainFlow(page: Page, lcm: TestLcm, callid: string, pictures: string): Promise<void> {
  ring(lcm, callid, KEY);
  await seeCall(page, callid);
  await picture(page, `${pictures}-1-new-call`);
  await chooseOutcome(page, 'pro card', 'Promise to pay›In full›By card');
  await page.getByLabel('Comment').fill(COMMENT);
  await setCallback(page, 'Mobile');
  await page.getByLabel('Target amount').fill('12.5');
  await picture(page, `${pictures}-2-outcome-with-callback`);
  await submit(page, callid);

  await expectApplied(lcm, 'SetBusinessOutcomeWithCallback', {
    callid,
    AccountNumber: KEY,
    OutcomeId: 4,
    BusinessOutcome: 302,
    StartDate: tomorrow(),
    EndDate: tomorrow(),
    StartTime: '10:00',
    EndTime: '11:00',
    CallbackModeID: 3,
    UserID: AGENT,
    AgentComments: COMMENT,
    LeadScore: 80,
    TargetAmount: 12.5,
  });
  await expect(page.getByText('Delivered', { exact: true }).first()).toBeVisible();
  await picture(page, `${pictures}-3-delivered`);
}
