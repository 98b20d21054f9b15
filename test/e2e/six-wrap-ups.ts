import { expect, type Page } from '@playwright/test';
import { tomorrow, ZONE } from './data-folder.ts';
import { countActions, type Actions } from './key-counter.ts';
import { AGENT, appliedFor, expectApplied, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

/** How many keys and pointer actions a typical wrap-up may take besides the typed words. */
export const MOST_ACTIONS = 4;

export interface Counted extends Actions {
  readonly name: string;
}

const outcome = (callid: string, id: number, leadScore: number) => ({
  ...{ callid, AccountNumber: KEY, OutcomeId: id, LeadScore: leadScore },
  ...{ UserID: AGENT, AgentComments: '', TargetAmount: 0 },
});

/** Waits until the best hit is the outcome that the agent looks for. */
async function seeHit(page: Page, path: string | RegExp): Promise<void> {
  await expect(page.getByRole('option').first()).toHaveText(path);
}

async function arrive(page: Page, lcm: TestLcm, callId: string): Promise<void> {
  ring(lcm, callId, KEY);
  await seeCall(page, callId);
  await expect(page.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
}

/**
 * Makes the six typical wrap-ups in a main window that shows no call yet. It presses the keys of a person who looks at
 * the screen before each key, and checks each wrap-up in LCM's ledger.
 * @returns the keys and pointer actions of each
 */
export async function doSixWrapUps(page: Page, lcm: TestLcm): Promise<Counted[]> {
  const counted: Counted[] = [];
  const { keyboard } = page;

  // Use the outcome once, so that it is recent. This is not counted.
  await arrive(page, lcm, 'six-0');
  await chooseOutcome(page, 'pro card', 'Promise to pay›In full›By card');
  await submit(page, 'six-0');
  const actions = await countActions(page);
  const note = async (name: string): Promise<void> => {
    counted.push({ name, ...(await actions()) });
  };

  await arrive(page, lcm, 'six-1');
  const top = page.getByRole('toolbar', { name: 'Favourites and frequent' });
  await expect(top.getByRole('button').first()).toHaveText(/By card/);
  await keyboard.press('Alt+1');
  await submit(page, 'six-1');
  await note('recent outcome');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', outcome('six-1', 302, 80));

  await arrive(page, lcm, 'six-2');
  await keyboard.type('first inst');
  await seeHit(page, 'Payment›In part›First instalment');
  await submit(page, 'six-2');
  await note('new outcome by search');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', outcome('six-2', 204, 65));

  await arrive(page, lcm, 'six-3');
  await bookTomorrow(page, lcm, 'six-3');
  await note('outcome + callback tomorrow 10:00');

  await arrive(page, lcm, 'six-4');
  await bookInMinutes(page, lcm, 'six-4');
  await note('callback only, in 45 min');

  await arrive(page, lcm, 'six-5');
  await keyboard.type('no ans');
  await seeHit(page, /^\s*No answer\s+Telephony\s*$/i);
  await submit(page, 'six-5');
  await note('telephony outcome “no answer”');
  await expectApplied(lcm, 'SetCallOutcomeWithComments', outcome('six-5', 8, 0));

  await arrive(page, lcm, 'six-6a');
  await keyboard.type('first inst');
  await seeHit(page, 'Payment›In part›First instalment');
  await keyboard.press('Enter');
  const comment = page.getByLabel('Comment');
  await expect(comment).toBeFocused();
  await keyboard.type('asked for');
  // The call rings while the agent types in the first one, and takes neither its words nor the keyboard.
  ring(lcm, 'six-6b', KEY);
  const calls = page.getByRole('complementary', { name: 'Calls' }).getByRole('button', { name: /six-6/ });
  await expect(calls).toHaveCount(2);
  await keyboard.type(' a letter');
  await expect(comment).toHaveValue('asked for a letter');
  await actions();
  const order = await calls.allTextContents();
  await keyboard.press(`Control+${order.findIndex((text) => text.includes('six-6b')) + 1}`);
  await seeCall(page, 'six-6b');
  await expect(page.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
  await keyboard.type('pro card');
  await seeHit(page, 'Promise to pay›In full›By card');
  await submit(page, 'six-6b');
  await note('second call while the first is open');
  await expectApplied(lcm, 'SetBusinessOutcomeWithComments', outcome('six-6b', 302, 80));
  await seeCall(page, 'six-6a');
  await expect(comment).toHaveValue('asked for a letter');
  expect(appliedFor(lcm, 'six-6a')).toEqual([]);
  return counted;
}

/** From the search of a call's form: an outcome and a callback for tomorrow at ten, checked in the ledger. */
export async function bookTomorrow(page: Page, lcm: TestLcm, callid: string): Promise<void> {
  const { keyboard } = page;
  await keyboard.type('pro card');
  await seeHit(page, 'Promise to pay›In full›By card');
  await keyboard.press('Alt+C');
  await expect(page.getByRole('textbox', { name: 'When' })).toBeFocused();
  await keyboard.type('tomorrow 10');
  await expect(page.locator('#callback-result')).toContainText('10:00');
  await submit(page, callid);
  const times = { StartDate: tomorrow(), EndDate: tomorrow(), StartTime: '10:00', EndTime: '10:00' };
  await expectApplied(lcm, 'SetBusinessOutcomeWithCallback', {
    ...{ callid, AccountNumber: KEY, OutcomeId: 4, BusinessOutcome: 302, ...times },
    ...{ CallbackModeID: 1, UserID: AGENT, AgentComments: '', LeadScore: 80, TargetAmount: 0 },
  });
}

/** In a call's form: a callback in 45 minutes and nothing else, checked in the ledger. */
export async function bookInMinutes(page: Page, lcm: TestLcm, callid: string): Promise<void> {
  const { keyboard } = page;
  await keyboard.press('Alt+C');
  await expect(page.getByRole('textbox', { name: 'When' })).toBeFocused();
  // The minute may change while it is typed, read or submitted.
  const earliest = inMinutes(45);
  await keyboard.type('in 45 min');
  await expect(page.locator('#callback-result [data-tone=good]')).toBeVisible();
  await submit(page, callid);
  const latest = inMinutes(45);
  const applied = await lcm.now.ledger.waitFor(({ data, applied: done }) => done && isOf(data, callid));
  const { StartDate, StartTime } = applied.data as Record<string, string>;
  expect([earliest, latest]).toContain(`${StartDate} ${StartTime}`);
  await expectApplied(lcm, 'SetCallbackWithComments', {
    ...{ callid, AccountNumber: KEY, StartDate, EndDate: StartDate, StartTime, EndTime: StartTime },
    ...{ CallbackModeID: 1, UserID: AGENT, AgentComments: '', LeadScore: 0, TargetAmount: 0 },
  });
}

/** A Markdown table of the keys and pointer actions of each wrap-up. */
export function actionsTable(rows: readonly Counted[]): string {
  const lines = rows.map(
    ({ name, keys, pointers, words }) =>
      `| ${name} | ${words.join(', ') || '–'} | ${keys.join(' ')} | ${keys.length} | ${pointers} |`,
  );
  return [
    '| wrap-up | typed words | other keys | keys | pointer |',
    '| - | - | - | -: | -: |',
    ...lines,
  ].join('\n');
}

const isOf = (data: unknown, callid: string): boolean => (data as { callid?: unknown }).callid === callid;

/** The time `minutes` from now, rounded up to a full minute, in the callback zone and LCM's format. */
function inMinutes(minutes: number): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });
  return format.format((Math.ceil(Date.now() / 60_000) + minutes) * 60_000).replace(',', '');
}
