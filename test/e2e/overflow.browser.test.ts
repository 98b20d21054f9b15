import type { Locator, Page } from '@playwright/test';
import { LANGUAGES, PSEUDO_LANGUAGE, type Language } from '#shared/contract/language.ts';
import { expect, test } from './browser-test.ts';
import { AGENT, ring } from './lcm.ts';
import { entryOf, listed } from '#test/support/submissions.ts';
import { made } from './made-submissions.ts';
import { overflows } from './overflows.ts';
import { withScriptedRequests } from './scripted-requests.ts';
import { picture } from './screen.ts';

const SIZES = [
  [1_180, 780],
  [1_090, 780],
  [400, 780],
] as const;

/** English with words a good third longer, and every language of the app. */
const SPOKEN: readonly Language[] = [PSEUDO_LANGUAGE, ...LANGUAGES];

const LONG = 'Oberlandesgerichtspräsidentin Dr. Wilhelmina von Hohenstauffenburg';
const ARABIC = 'عبد الرحمن بن محمد بن عبد الله الأنصاري الخزرجي المراكشي المقيم في فاس';

/** The times are as wide as any in the agent's language: that of a callback, and one when something was saved. */
const outboxOf = (widest: number) => [
  made(1, LONG, { state: 'held', reason: 'callbackPassed', callbackAt: Date.now() - 1 }),
  made(2, ARABIC, { state: 'held', reason: 'beingEdited' }),
  made(3, LONG, { state: 'refused', reason: 'Contact is locked by another campaign of the same group.' }),
  made(4, ARABIC, { state: 'refused', reason: 'Invalid Call ID.' }),
  made(5, LONG, {
    unknown: true,
    reason: 'timeout',
    attempts: 3,
    callbackAt: widest,
    byLimit: true,
  }),
  made(6, ARABIC, { summary: ARABIC, withheld: true, agent: 'b.silva' }),
];

const historyOf = (widest: number) => [
  ...outboxOf(widest).map((item, at) => entryOf(20 - at, item)),
  entryOf(10, { contact: LONG, state: 'delivered', comment: LONG, madeAt: widest }),
  entryOf(9, { contact: ARABIC, state: 'superseded', summary: ARABIC }),
];
const STEPS = [
  { seq: 1, at: Date.now() - 90_000, from: null, to: 'queued', detail: 'submittedByLimit' },
  { seq: 2, at: Date.now() - 60_000, from: 'queued', to: 'sending', detail: '' },
  { seq: 3, at: Date.now() - 30_000, from: 'sending', to: 'refused', detail: LONG },
] as const;

/** What a site may add to the form: ticks of other campaigns, more time, and clearing the call. */
const ADDED = {
  calls: { busIsOwn: true, clearContact: true },
  form: { otherCampaigns: { offered: true } },
  afterCall: { default: { limitSeconds: 600, show: 'down', atEnd: 'notify', moreTimes: 2 } },
};
const REFUSED = 'Set agent state failed, since the agent has left the channel in the contact control panel.';

/** Unfolds what the view unfolds, and opens its popovers and dialogs, one after another. */
async function unfold(page: Page, view: string): Promise<void> {
  const folded = page.locator('main button:is([aria-expanded=false], [aria-haspopup])');
  for (let at = 0; at < (await folded.count()) && at < 20; at += 1) {
    // What is unfolded is no longer one of them, and the page adds some while it learns more: hold on to this one.
    const button = await folded.nth(at).elementHandle();
    if (!(await button.isVisible())) continue;
    const opens = await button.getAttribute('aria-haspopup');
    await button.click();
    await expect.poll(() => overflows(page), `${view}, unfolded ${at}`).toEqual([]);
    if (opens === null) continue;
    const opened = page.locator('[data-reka-popper-content-wrapper], [role=dialog]');
    await expect(opened, `${view}, opened ${at}`).not.toHaveCount(0);
    await expect.poll(() => overflows(page), `${view}, opened ${at}`).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(opened).toHaveCount(0);
  }
}

/** The instant of a year, from today on, that takes the most room in that language. */
const widestTime = (page: Page, language: string): Promise<number> =>
  page.evaluate((language) => {
    const measured = document.createElement('span');
    measured.style.position = 'absolute';
    document.body.append(measured);
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
    const format = new Intl.DateTimeFormat(language, { ...day, hour: 'numeric', minute: '2-digit' });
    let widest = { at: 0, width: 0 };
    for (let at = new Date(); at.getTime() < Date.now() + 365 * 86_400_000; at.setDate(at.getDate() + 1))
      for (const hour of [0, 12, 22]) {
        at.setHours(hour, 47);
        measured.textContent = format.format(at);
        const { width } = measured.getBoundingClientRect();
        if (width > widest.width) widest = { at: at.getTime(), width };
      }
    measured.remove();
    return widest.at;
  }, language);

/** Whether a name that is too long shows its beginning, whatever way it runs. */
const cutAtItsEnd = (names: Locator): Promise<boolean[]> =>
  names.evaluateAll((all) =>
    all
      .filter((name) => name.scrollWidth > name.clientWidth)
      .map((name) => {
        const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT).nextNode();
        if (text === null) return false;
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 1);
        const [first, box] = [range.getBoundingClientRect(), name.getBoundingClientRect()];
        return first.left >= box.left - 1 && first.right <= box.right + 1;
      }),
  );

for (const language of SPOKEN) {
  test.describe(`in ${language}`, () => {
    test.use({ preferences: { language } });

    for (const [width, height] of SIZES) {
      test(`words fit, ${width} wide`, async ({ app, lcm }) => {
        test.setTimeout(180_000);
        await app.setViewportSize({ width, height });
        const widest = await widestTime(app, language);
        const [outbox, history] = [outboxOf(widest), historyOf(widest)];
        await withScriptedRequests(app, {
          listOutbox: listed(outbox),
          listHistory: () => ({ entries: history, upTo: 20 }),
          countHistory: () => ({ found: history.length, without: {} }),
          historyTimeline: () => ({ moreTime: [], steps: [...STEPS], draft: null }),
        });
        await expect(app.locator('html')).toHaveAttribute('lang', language);
        for (const call of ['o-1', 'o-2']) ring(lcm, call);
        await app.locator('textarea').first().fill('Not done yet');
        await app.keyboard.press('Alt+c');
        await expect(app.locator('#field-callbackWhen')).toBeVisible();
        await expect(app.locator('main button[aria-haspopup=dialog]:not([aria-expanded])')).toBeVisible();
        const tabs = app.locator('nav button');
        for (const [index, view] of ['wrap-up', 'outbox', 'history'].entries()) {
          await tabs.nth(index).click();
          await expect(tabs.nth(index)).toHaveAttribute('aria-current', 'page');
          if (view === 'outbox') {
            await expect(app.locator('article')).toHaveCount(outbox.length);
            const cut = await cutAtItsEnd(app.locator('.outbox .cut'));
            expect(cut.length).toBeGreaterThan(3);
            expect(cut).not.toContain(false);
          }
          if (view === 'history') await expect(app.locator('.entry')).toHaveCount(history.length);
          await picture(app, `13-${language}-${view}-${width}`);
          await expect.poll(() => overflows(app), view).toEqual([]);
          await unfold(app, view);
          await picture(app, `13-${language}-${view}-unfolded-${width}`);
        }
        await app.locator('header .icon').last().click();
        await expect(app.getByRole('dialog')).toBeVisible();
        await picture(app, `13-${language}-preferences-${width}`);
        await expect.poll(() => overflows(app), 'preferences').toEqual([]);
        await app.keyboard.press('Escape');
        await app.locator('header .agent').click();
        await app.locator('#user-id').fill('somebody.else.of.the.same.team.in.another.building');
        await expect.poll(() => overflows(app), 'sign-in').toEqual([]);

        await app.goto(new URL('/quick.html', app.url()).href);
        await expect(app.getByRole('treeitem').first()).toBeAttached();
        await app.setViewportSize({ width: Math.min(width, 560), height: Math.min(height, 760) });
        const when = app.locator('#field-callbackWhen');
        for (const [state, typed, key] of [
          ['callback', '', 'Alt+c'],
          ['reading', '10:00-11:00', 'Shift'],
          ['problem', '1/1/2020 10:00', 'Control+Enter'],
        ] as const) {
          if (typed !== '') await when.fill(typed);
          await app.keyboard.press(key);
          await expect(when).toBeVisible();
          if (state === 'problem') await expect(when).toHaveAttribute('aria-invalid', 'true');
          await picture(app, `13-${language}-quick-${state}-${width}`);
          await expect.poll(() => overflows(app), `quick wrap-up, ${state}`).toEqual([]);
        }
      });
    }

    test.describe('with what a site adds to the form', () => {
      test.use({ settings: ADDED });

      test('ticks of campaigns, more time and a call that is not cleared fit', async ({ app, lcm }) => {
        lcm.now.ring({
          ...{ id: 'o-0', lcmKey: '5|3|1|0|0|44|1', user: AGENT, ringMs: 1, talkMs: 3_600_000 },
          story: ['ringing', 'answered', 'afterCallWork', 'wait:talk', 'dropped'],
        });
        const ticks = app.locator('fieldset').getByRole('checkbox');
        await expect(ticks).toHaveCount(2);
        await app.locator('#field-businessOutcome').fill('Payment Done');
        await app.keyboard.press('Enter');
        // The other campaign has no such outcome.
        await expect(app.locator('.about').filter({ hasText: 'Payment Done' })).toHaveCount(1);
        await ticks.first().check();
        const fits = async (what: string): Promise<void> => {
          for (const [width, height] of SIZES) {
            await app.setViewportSize({ width, height });
            await expect(app.locator('button[aria-keyshortcuts="Control+Shift+Enter"]')).toBeVisible();
            await picture(app, `13-${language}-${what}-${width}`);
            await expect.poll(() => overflows(app), `${what}, ${width} wide`).toEqual([]);
          }
        };
        await expect(app.locator('button[aria-keyshortcuts="Alt+A"]')).toBeVisible();
        await fits('ticks');
        lcm.now.faults.set({ refuse: { times: 1, msg: REFUSED }, only: ['ClearContact'] });
        await app.keyboard.press('Control+Shift+Enter');
        await expect(app.locator('.saved')).toContainText(REFUSED);
        // In the foot of the next call's form, where there is the least room.
        ring(lcm, 'o-1');
        await fits('not-cleared');
      });
    });
  });
}
