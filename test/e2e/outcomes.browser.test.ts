import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './browser-test.ts';
import { appliedFor, ring, type TestLcm } from './lcm.ts';
import { chooseOutcome, picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

async function wrapUp(app: Page, lcm: TestLcm, callId: string, typed: string, path: string): Promise<void> {
  ring(lcm, callId, KEY);
  await seeCall(app, callId);
  await chooseOutcome(app, typed, path);
  await submit(app, callId);
}

/** The texts that a highlight of the page marks, in the order of the page. */
const highlighted = (app: Page, name: string): Promise<string[]> =>
  app.evaluate(
    (of) =>
      [...(CSS.highlights.get(of) ?? [])].map((range) => {
        const text = range.startContainer.textContent ?? '';
        return text.slice(range.startOffset, range.endOffset);
      }),
    name,
  );

interface TraceEvent {
  readonly name: string;
  /** When it began and how long it took, in microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: {
    readonly data?: { readonly type?: string };
    readonly beginData?: { readonly totalObjects?: number; readonly partialLayout?: boolean };
  };
}

/** Ends Chromium's trace. */
async function endTracing(browser: Browser): Promise<readonly TraceEvent[]> {
  const text = (await browser.stopTracing()).toString();
  return (JSON.parse(text) as { traceEvents: readonly TraceEvent[] }).traceEvents;
}

const applied = (lcm: TestLcm, callId: string) =>
  expect.poll(() => appliedFor(lcm, callId)[0]?.data as Record<string, unknown> | undefined);

test('at the next call, a used or pinned outcome takes one shortcut', async ({ app, lcm }) => {
  await wrapUp(app, lcm, 'u-1', 'pro card', 'Promise to pay›In full›By card');
  ring(lcm, 'u-2', KEY);
  await seeCall(app, 'u-2');
  const top = app.getByRole('toolbar', { name: 'Favourites and frequent' });
  await expect(top.getByRole('button')).toHaveText([/By card/]);

  await app.keyboard.type('first inst');
  await expect(app.getByRole('option').first()).toHaveText('Payment›In part›First instalment');
  await app.keyboard.press('Alt+p');
  await expect(app.getByRole('option').first().getByRole('img', { name: 'Favourite' })).toBeVisible();
  await picture(app, '12-search');
  await expectAccessible(app);
  await app.keyboard.press('Escape');
  // It gets the next number, so that Alt+1 stays what it was.
  await expect(top.getByRole('button')).toHaveText([/Alt 1.*By card/, /Alt 2.*First instalment/]);
  await picture(app, '12-favourites');
  await expectAccessible(app);
  await app.keyboard.press('Alt+1');
  await expect(app.getByLabel('Comment')).toBeFocused();
  await submit(app, 'u-2');
  await applied(lcm, 'u-2').toMatchObject({ OutcomeId: 302 });
});

test('the field shows a long path with the whole name of the outcome, and a letter replaces it by a search', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'f-1', KEY);
  await seeCall(app, 'f-1');
  await chooseOutcome(app, 'already paid', 'Payment›Already paid, not booked yet');
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  await expect(search).toHaveValue('Payment › Already paid, not booked yet');
  for (const width of [1_180, 360]) {
    await app.setViewportSize({ width, height: 780 });
    const own = app.locator('.outcome-field .own');
    await expect(own).toHaveText('Already paid, not booked yet');
    const isCut = await own.evaluate(
      (each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0,
    );
    expect(isCut).toBe(false);
    await expect(own).toBeInViewport({ ratio: 1 });
  }
  await search.click({ position: { x: 60, y: 20 } });
  await app.keyboard.press('ArrowLeft');
  await app.keyboard.type('pro card');
  await expect(search).toHaveValue('pro card');
  await app.keyboard.press('Escape');
  await expect(search).toHaveValue('Payment › Already paid, not booked yet');
  await app.keyboard.press('Delete');
  await expect(search).toHaveValue('Payment › Already paid, not booked yet');
  await submit(app, 'f-1');
});

test('the search forgives a typing slip and also finds telephony outcomes', async ({ app, lcm }) => {
  ring(lcm, 's-1', KEY);
  await seeCall(app, 's-1');
  await app.keyboard.type('fisrt instalmnet');
  const first = app.getByRole('option').first();
  await expect(first).toHaveText('Payment›In part›First instalment');
  await expect.poll(() => highlighted(app, 'outcome-slip')).toEqual(['First', 'instalment']);
  expect(await highlighted(app, 'outcome-match')).toEqual([]);
  await picture(app, '12-slips');
  await app.keyboard.press('Escape');
  await app.keyboard.type('no ans');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('radio', { name: 'No answer' })).toBeChecked();
  await submit(app, 's-1');
  await applied(lcm, 's-1').toMatchObject({ OutcomeId: 8 });
});

test.describe('with 10,000 outcomes', () => {
  test.use({ generateRows: 10_000 });

  test('a letter draws the hits in view, lays them out once, and the others come with the wheel or the arrows', async ({
    app,
    lcm,
  }) => {
    ring(lcm, 'm-1', KEY);
    await seeCall(app, 'm-1');
    const session = await app.context().newCDPSession(app);
    await session.send('Performance.enable');
    const layouts = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? NaN;
    };
    const options = app.getByRole('option');
    const list = app.getByRole('group', { name: 'Outcomes found' });
    await app.getByRole('combobox', { name: 'Find an outcome' }).focus();
    await app.keyboard.type('outcome');
    await expect.poll(() => highlighted(app, 'outcome-match')).toContain('Outcome');

    // The field lays out its own text, and the hits are laid out once.
    const before = await layouts();
    await app.keyboard.type(' 12');
    await expect.poll(() => highlighted(app, 'outcome-match')).toContain('12');
    expect((await layouts()) - before).toBeLessThanOrEqual(3 * 3);
    const drawn = await options.count();
    const { height, nodes } = await list.evaluate((group) => ({
      height: group.clientHeight,
      nodes: group.querySelectorAll('*').length,
    }));
    expect(drawn).toBeLessThanOrEqual(Math.ceil(height / 34) + 2);
    // The hit, its path, and three names with what parts them.
    expect(nodes).toBeLessThanOrEqual(7 * drawn + 5);
    await expect(options.first()).toHaveAttribute('aria-setsize', '30');

    await app.keyboard.press('ArrowUp');
    await expect(options).toHaveCount(30);
    await expect(options.last()).toBeInViewport();
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await app.keyboard.type('5');
    await expect(options.first()).toBeInViewport();
    await expect(options).toHaveCount(drawn);
    await list.hover();
    await app.mouse.wheel(0, 60);
    // Outcomes 125, 1250 to 1259, 1125 to 9125.
    await expect(options).toHaveCount(20);
  });

  test('the first letter of a day finds all elements made, without a word to see, and a letter lays out no more than its field and the hits', async ({
    app,
    browser,
    lcm,
  }) => {
    ring(lcm, 'm-2', KEY);
    await seeCall(app, 'm-2');
    await expect(app.getByRole('treeitem', { name: 'Area 1', exact: true })).toBeVisible();
    const first = app.getByRole('option').first();
    // The rehearsal ends with hits without words.
    const names = app.locator('.results .name');
    await expect(names.first()).toHaveText('');
    expect((await names.allTextContents()).filter((text) => text !== '')).toEqual([]);
    await expect(first).toBeHidden();
    await app.getByRole('combobox', { name: 'Find an outcome' }).focus();

    const changes = await app.evaluateHandle(() => {
      const found: string[] = [];
      const observer = new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records)
          for (const node of [...addedNodes, ...removedNodes])
            if (node instanceof Element) found.push(node.outerHTML);
      });
      const picker = document.querySelector('.picker');
      if (picker !== null) observer.observe(picker, { childList: true, subtree: true });
      return found;
    });
    await browser.startTracing(app, { categories: ['devtools.timeline'] });
    await app.keyboard.type('o');
    await expect(first).toBeVisible();
    const traceEvents = await endTracing(browser);
    expect(await changes.jsonValue()).toEqual([]);
    expect(await highlighted(app, 'outcome-match')).toContain('O');
    const [typed, told] = ['textInput', 'input'].map(
      (type) => traceEvents.find(({ args }) => args?.data?.type === type)?.ts,
    );
    // For the letter alone: all else, such as a clock, is laid out in a frame, which may come before it.
    const laidOut = traceEvents
      .filter(({ name, ts }) => name === 'Layout' && ts > typed! && ts < told!)
      .map(({ args }) => args?.beginData?.totalObjects ?? Infinity);
    expect(laidOut).not.toEqual([]);
    expect(Math.max(...laidOut)).toBeLessThanOrEqual(5);
  });

  test('the first letter of a search lays out its field and its hits, and not the page around them', async ({
    app,
    browser,
    lcm,
  }) => {
    ring(lcm, 'm-4', KEY);
    await seeCall(app, 'm-4');
    await expect(app.getByRole('treeitem', { name: 'Area 1', exact: true })).toBeVisible();
    const search = app.getByRole('combobox', { name: 'Find an outcome' });
    const first = app.getByRole('option').first();
    await search.focus();
    await app.keyboard.type('2');
    await expect(first).toBeVisible();
    await app.keyboard.press('Escape');
    await expect(first).toBeHidden();
    await browser.startTracing(app, { categories: ['devtools.timeline'] });
    for (const letter of ['o', 'g', '1']) {
      await app.keyboard.type(letter);
      await expect(first).toBeVisible();
      await app.keyboard.press('Escape');
      await expect(first).toBeHidden();
    }
    const events = await endTracing(browser);
    const letters = events.filter(
      ({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'textInput',
    );
    expect(letters).toHaveLength(3);
    // What a letter changes is laid out before its event ends.
    const ofPage = letters
      .map(({ ts, dur = 0 }) =>
        events.filter((each) => each.name === 'Layout' && each.ts > ts && each.ts < ts + dur),
      )
      .map((layouts) => layouts.filter(({ args }) => args?.beginData?.partialLayout !== true).length);
    // A clock that changes right before a letter is laid out with it.
    expect(ofPage.filter((layouts) => layouts > 0).length).toBeLessThanOrEqual(1);
  });

  test('another letter writes other names into the hits that are there', async ({ app, lcm }) => {
    ring(lcm, 'm-3', KEY);
    await seeCall(app, 'm-3');
    await expect(app.getByRole('treeitem', { name: 'Area 1', exact: true })).toBeVisible();
    await app.getByRole('combobox', { name: 'Find an outcome' }).focus();
    await app.keyboard.type('1');
    await expect(app.getByRole('option', { name: 'Area 1', exact: true })).toBeVisible();
    await app.keyboard.press('Escape');
    const records = await app.evaluateHandle(() => {
      const found = { childList: 0, attributes: 0, characterData: 0 };
      const list = document.querySelector('.results [role=listbox]');
      const observer = new MutationObserver((changes) => {
        for (const { type } of changes) found[type] += 1;
      });
      if (list !== null)
        observer.observe(list, { childList: true, characterData: true, attributes: true, subtree: true });
      return found;
    });
    await app.keyboard.type('2');
    await expect(app.getByRole('option', { name: 'Area 2', exact: true })).toBeVisible();
    const drawn = await app.getByRole('option').count();
    const { childList, attributes, characterData } = await records.jsonValue();
    expect({ childList, attributes }).toEqual({ childList: 0, attributes: 0 });
    expect(characterData).toBeGreaterThanOrEqual(drawn);
    expect(characterData).toBeLessThanOrEqual(3 * drawn);
  });
});

test('letters typed outside the fields go into the search; letters typed in the tree stay there', async ({
  app,
  lcm,
}) => {
  ring(lcm, 't-1', KEY);
  await seeCall(app, 't-1');
  const search = app.getByRole('combobox', { name: 'Find an outcome' });
  await app.getByRole('button', { name: 'Collapse all' }).click();
  await app.keyboard.type('card');
  await expect(search).toHaveValue('card');
  await expect(search).toBeFocused();
  await app.keyboard.press('Escape');
  await app.keyboard.press('ArrowDown');
  const tree = app.getByRole('tree', { name: 'Outcomes' });
  await expect(tree).toBeFocused();
  await app.keyboard.press('*');
  await expect(tree.getByRole('treeitem', { name: 'In full' })).toBeVisible();
  await app.keyboard.press('p');
  await expect(search).toHaveValue('');
});
