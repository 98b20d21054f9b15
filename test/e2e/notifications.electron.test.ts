import type { AfterwordApi } from '#shared/contract/index.ts';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, seeCall, selectCall, submit } from './screen.ts';

const titles = async (app: DesktopApp): Promise<string[]> =>
  (await app.notifications()).map(({ title }) => title);

test('calls that end while no window has the keyboard give one notification, which opens the first call', async ({
  app,
  lcm,
}) => {
  await app.closeWindow(app.main);
  await expect.poll(() => app.isShown(app.main)).toBe(false);
  for (const call of ['n-1', 'n-2', 'n-3']) ring(lcm, call);
  await expect.poll(() => titles(app)).toEqual(['3 calls wait for their wrap-up']);
  expect(JSON.stringify(await app.notifications())).not.toContain('Contact');

  await app.clickNotification('callWaits');
  await expect.poll(() => app.hasKeyboard(app.main)).toBe(true);
  await expect(app.main.getByRole('heading', { name: /Contact n-\d/ })).toBeVisible();
  await expect.poll(() => app.notifications()).toEqual([]);
});

test('a refusal gives a notification that opens the outbox and disappears once it is dealt with', async ({
  app,
  lcm,
}) => {
  lcm.now.faults.set({ refuse: { times: 2, msg: 'Locked.' }, only: ['SetBusinessOutcomeWithComments'] });
  for (const call of ['r-1', 'r-2']) {
    ring(lcm, call);
    await selectCall(app.main, call);
    await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
  }
  await app.closeWindow(app.main);
  await expect.poll(() => app.isShown(app.main)).toBe(false);
  // A hidden window paints nothing, so the test presses its buttons by script.
  for (const call of ['r-2', 'r-1']) {
    // Going to a call by its number shows that the next submit is meant, and no double press.
    await app.main.keyboard.press(`Control+${call.at(-1) ?? ''}`);
    await seeCall(app.main, call);
    const button = app.main.getByRole('button', { name: 'Submit' });
    await expect(button).toBeEnabled();
    await button.dispatchEvent('click');
    await expect(app.main.locator('.saved')).toContainText(call);
  }
  await expect.poll(() => titles(app)).toEqual(['LCM refused 2 wrap-ups']);
  await app.clickNotification('refused');
  const refused = app.main.getByRole('article', { name: /Contact r-\d/ });
  await expect(refused).toHaveCount(2);
  const folded = refused.getByRole('button', { expanded: false });
  for (const left of [1, 0]) {
    await folded.first().click();
    await expect(folded).toHaveCount(left);
  }

  await app.closeWindow(app.main);
  await expect.poll(() => app.hasKeyboard(app.main)).toBe(false);
  // States are told at most every 50 ms; an answer that is slower shows the agent that the wrap-up was on its way.
  lcm.now.faults.set({
    refuse: { times: 1, msg: 'Locked.' },
    latency: 500,
    only: ['SetBusinessOutcomeWithComments'],
  });
  const retryFirst = () => refused.first().getByRole('button', { name: 'Try now' }).dispatchEvent('click');
  await retryFirst();
  await expect.poll(() => titles(app)).toEqual(['LCM refused a wrap-up']);
  await retryFirst();
  await expect(refused).toHaveCount(1);
  await retryFirst();
  await expect.poll(() => app.notifications()).toEqual([]);
});

/** For how long LCM has been unreachable according to the app, in milliseconds; 0 while it is reachable. */
async function awayFor({ main }: DesktopApp): Promise<number> {
  return await main.evaluate(async () => {
    const { afterword } = window as unknown as { afterword: Pick<AfterwordApi, 'getState'> };
    const answer = await afterword.getState();
    if (!answer.ok || answer.value.link.status === 'connected') return 0;
    return Date.now() - answer.value.link.since;
  });
}

test('after an outage one notification says that all is delivered, and opens those wrap-ups', async ({
  app,
  lcm,
}) => {
  const { main } = app;
  const calls = ['o-1', 'o-2'];
  for (const call of calls) ring(lcm, call);
  // Show the call with its outcomes once, so that the list is cached when LCM is away.
  await selectCall(main, 'o-1');
  await expect(main.getByRole('treeitem', { name: 'Payment Done' })).toBeVisible();
  await lcm.stop();
  await expect(main.locator('[data-status=unreachable]')).toBeVisible();
  for (const call of calls) {
    await selectCall(main, call);
    await chooseOutcome(main, 'pro card', 'Promise to pay›In full›By card');
    await submit(main, call);
  }
  await expect(main.locator('[data-status]')).toContainText('2 waiting');
  await app.closeWindow(main);
  await expect.poll(() => app.isShown(main)).toBe(false);
  // An outage of less than ten seconds gives no notification.
  await expect.poll(() => awayFor(app), { timeout: 20_000 }).toBeGreaterThan(11_000);
  expect(await app.notifications()).toEqual([]);

  await lcm.start();
  await expect.poll(() => titles(app), { timeout: 20_000 }).toEqual(['LCM is back']);
  expect(lcm.now.ledger.applied().map(({ data }) => (data as { callid: string }).callid)).toEqual(calls);
  const [told] = await app.notifications();
  expect(told?.body).toBe('All 2 wrap-ups that waited are delivered.');

  await app.clickNotification('delivered');
  await expect.poll(() => app.hasKeyboard(main)).toBe(true);
  await expect.poll(() => app.notifications()).toEqual([]);
  for (const call of calls) {
    await expect(main.getByRole('row', { name: new RegExp(`${call}.*Delivered`) })).toHaveCount(1);
  }
});

test('an agent who wants only important notifications gets none for calls', async ({ app, lcm }) => {
  const { main } = app;
  await main.getByRole('button', { name: 'Preferences' }).click();
  const choice = main
    .getByRole('radiogroup', { name: 'Show' })
    .getByRole('radio', { name: 'Important only' });
  await choice.click();
  await expect(choice).toBeChecked();
  await main.keyboard.press('Escape');
  await app.closeWindow(main);
  ring(lcm, 'p-1');
  await seeCall(main, 'p-1');
  // This notification comes a second after the one for the call would have come.
  await app.warnOfAfterCall({ callId: 'p-1', secondsLeft: 20 });
  await expect.poll(() => titles(app)).toEqual(['After-call time is nearly over']);
  await app.clickNotification('afterCall');
  await expect.poll(() => app.hasKeyboard(main)).toBe(true);
});
