import type { Locator, Page } from '@playwright/test';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { AGENT, ring, type TestLcm } from './lcm.ts';
import { withScriptedRequests } from './scripted-requests.ts';
import { chooseOutcome, picture, seeCall } from './screen.ts';

const NAMES = [
  'Priya Raman',
  'Marek Wiśniewski',
  '+34 600 123 417',
  'ليلى حداد',
  'प्रिया शर्मा',
  'Maximiliana Freifrau von Hohenstein-Wittgenstein zu Oberkirchen',
  'Priya Raman',
  'Zoë',
];

/** Calls that are over at once, but the last one, which rings. */
function ringMany(lcm: TestLcm, count: number): void {
  for (let n = 0; n < count; n += 1)
    lcm.now.ring({
      id: `many-${1_000 + n}`,
      lcmKey: `5|3|1|0|0|44|${n + 1}`,
      user: AGENT,
      contactName: NAMES[n % NAMES.length]!,
      ringMs: n === count - 1 ? 600_000 : 1,
      talkMs: 1,
    });
}

for (const count of [1, 4, 14, 30])
  test(`${count} open calls are in a window 1,000 px high, as far as eighteen fit`, async ({ app, lcm }) => {
    await app.setViewportSize({ width: 1_180, height: 1_000 });
    ringMany(lcm, count);
    const rows = app.locator('.call');
    await expect(rows).toHaveCount(count);
    // Of calls that come at once, the one that is on is selected, and the list scrolled to it.
    await rows.first().click();
    for (let at = 0; at < Math.min(count, 18); at += 1)
      await expect(rows.nth(at)).toBeInViewport({ ratio: 1 });
    await picture(app, `calls-${count}`);
  });

/** The sizes and weights of all texts and fields of the page, each as it is given to the process that knows the fonts. */
async function fontsOf(app: Page): Promise<string[]> {
  return await app.evaluate(() => {
    const fonts = new Set<string>();
    for (const element of document.querySelectorAll('body *')) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim());
      if (!hasText && !['INPUT', 'TEXTAREA'].includes(element.tagName)) continue;
      if (element.getClientRects().length === 0) continue;
      const { fontSize, fontWeight, fontVariantNumeric, fontStyle } = getComputedStyle(element);
      fonts.add([fontSize, fontWeight, fontVariantNumeric, fontStyle].join(' '));
    }
    return [...fonts].sort();
  });
}

for (const [phase, times] of [
  ['rings', { ringMs: 600_000, talkMs: 1 }],
  ['is talked on', { ringMs: 1, talkMs: 600_000 }],
  ['is over', { ringMs: 1, talkMs: 1 }],
] as const)
  test(`the first call of a day that ${phase} has no font that its layout would have to wait for`, async ({
    app,
    lcm,
  }) => {
    await expect(app.locator('.wrap-up')).toBeAttached();
    const before = await fontsOf(app);
    lcm.now.ring({
      id: 'first',
      lcmKey: '5|3|1|0|0|44|1',
      user: AGENT,
      contactName: 'Contact first',
      ...times,
    });
    await seeCall(app, 'first');
    const clock = app.locator('header .clock');
    await expect(clock).toHaveText(
      { rings: 'Ringing', 'is talked on': 'Talking', 'is over': /:\d\d/ }[phase],
    );
    await expect(app.getByRole('treeitem').first()).toBeVisible();
    expect((await fontsOf(app)).filter((font) => !before.includes(font))).toEqual([]);
  });

test('the first call of a day waits for no file', async ({ app, lcm }) => {
  const fetched = () =>
    app.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => /\.(js|css)$/.test(name)),
    );
  // What belongs to a call comes with the hidden form, in the rest after the start.
  await expect(app.locator('.wrap-up')).toBeAttached();
  for (const part of ['ContactPanel', 'CallTools', 'DoNotCallLine', 'LinkQuestion'])
    await expect.poll(async () => (await fetched()).join()).toContain(`/${part}-`);
  // All of it was asked for at once, so what is asked for from now on is for the call.
  const asked: string[] = [];
  app.on('request', (request) => {
    if (/\.(js|css)$/.test(request.url())) asked.push(request.url());
  });
  ring(lcm, 'first');
  await expect(app.getByRole('treeitem').first()).toBeVisible();
  await expect(app.locator('.wrap-up .contact')).toBeVisible();
  expect(asked).toEqual([]);
});

for (const [look, preferences, limit] of [
  ['dark', { theme: 'dark' }, 1],
  ['ar', { language: 'ar' }, 0],
  ['de', { language: 'de' }, 1],
  ['more contrast', { contrast: 'more' }, 1],
] as const)
  test.describe(look, () => {
    test.use({ preferences, settings: { afterCall: { default: { limitSeconds: limit, show: 'up' } } } });

    test('fourteen calls, and axe finds nothing', async ({ app, lcm }) => {
      ringMany(lcm, 14);
      const rows = app.locator('.call');
      await expect(rows).toHaveCount(14);
      await rows.nth(1).click();
      await expect(rows.locator('.lucide-flag')).toHaveCount(1);
      if (limit > 0) await expect(app.locator('header .clock.over')).toBeVisible();
      await picture(app, `calls-14-${look.replace(' ', '-')}`);
      await expectAccessible(app);
    });
  });

test('the name of a call is whole beside its marks, before and after its wrap-up', async ({ app, lcm }) => {
  lcm.now.faults.set({
    refuse: { times: 1, msg: 'Contact is locked by another campaign.' },
    only: ['SetBusinessOutcomeWithComments'],
  });
  ringMany(lcm, 3);
  await expect(app.locator('.call')).toHaveCount(3);
  const calls = app.getByRole('complementary', { name: 'Calls' });
  await calls.getByRole('button', { name: 'Marek Wiśniewski' }).click();
  await chooseOutcome(app, 'pro card', 'Promise to pay›In full›By card');
  const isWhole = (name: Locator): Promise<boolean> =>
    name.evaluate((each) => {
      const text = document.createRange();
      text.selectNodeContents(each);
      // A name that lacks a part of a pixel ends in dots too, so widths are not rounded.
      return text.getBoundingClientRect().width <= each.getBoundingClientRect().width + 0.02;
    });
  for (const name of ['Priya Raman', 'Marek Wiśniewski'])
    expect(await isWhole(calls.getByText(name)), name).toBe(true);
  await expect(calls.getByTitle('Longest')).toHaveCount(1);
  await app.keyboard.press('Control+Enter');
  await expect(calls.getByText('Refused: Contact is locked')).toBeAttached();
  expect(await isWhole(calls.getByText('Marek Wiśniewski'))).toBe(true);
  await picture(app, 'calls-names');
});

test('what LCM tells of a contact later moves nothing of the form', async ({ app, lcm }) => {
  let facts: CallFacts = NO_FACTS;
  const host = await withScriptedRequests(app, { getCallFacts: () => facts });
  ring(lcm, 'a');
  await seeCall(app, 'a');
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  const before = await search.boundingBox();
  const mode = {
    campaignId: '7',
    campaignCategory: 'Collections',
    modeName: 'Mobile',
    contactId: null,
    contactNumber: '+34 600 123 417',
    zone: null,
    dispositionRequired: null,
    doNotCall: null,
  };
  const city = { name: 'City', value: 'Vigo', dataType: 'String', format: '', editable: true };
  facts = { ...NO_FACTS, mode: { at: 1, value: mode }, fields: { at: 1, value: [city] } };
  host.emit('callFacts', { callId: 'a' });
  await expect(app.getByText('Collections')).toBeVisible();
  await expect(app.getByText('Vigo')).toBeVisible();
  expect(await search.boundingBox()).toEqual(before);
});

test('the ids of a call are copied by keyboard, and can be pasted', async ({ app, lcm }) => {
  ring(lcm, 'a', '5|3|1|0|0|44|9');
  await seeCall(app, 'a');
  await app.getByRole('button', { name: 'Copy ids' }).press('Enter');
  await expect(app.getByRole('button', { name: 'Copied' })).toBeFocused();
  const comment = app.getByLabel('Comment');
  await comment.press('Control+v');
  await expect(comment).toHaveValue('Call a, LCM key 5|3|1|0|0|44|9');
});
