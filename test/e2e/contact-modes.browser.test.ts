import type { Locator } from '@playwright/test';
import { hours, mode, modeInformation, told, UNCERTAIN, zone } from '#test/support/fact-fixtures.ts';
import { expect, expectAccessible, test } from './browser-test.ts';
import { ZONE, tomorrow } from './data-folder.ts';
import { withHostEvents } from './host-events.ts';
import { AGENT, expectApplied, ring } from './lcm.ts';
import { picture, seeCall, submit } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';
const MOBILE = mode('3', { name: 'Mobile', number: '+34 600 123 456' });
const OFFICE = mode('2', { name: 'Office at the customer’s second site', number: '6591462346' });
const FACTS = told({
  mode: modeInformation({ contactNumber: '+34 600 123 456', modeName: 'Mobile' }),
  callbackModes: [
    { ...MOBILE, hasConsent: true, hasCampaignConsent: false },
    OFFICE,
    { ...OFFICE, number: '6591462347' },
  ],
  contactModes: [
    { ...MOBILE, ...hours('09:00', '18:00'), zone: zone(ZONE) },
    { ...OFFICE, zone: UNCERTAIN },
  ],
});

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ preferences: { theme } });

    test('a callback on a number of the contact, by keys alone, judged by its hours', async ({
      app,
      lcm,
    }) => {
      test.setTimeout(120_000);
      const host = await withHostEvents(app);
      ring(lcm, 'n-1', KEY);
      await seeCall(app, 'n-1');
      await expect(app.getByRole('combobox', { name: 'Find an outcome' })).toBeFocused();
      host.tell(FACTS, 'n-1');
      await expect(app.getByText('+34 ••• ••• •56')).toBeVisible();

      const { keyboard } = app;
      await keyboard.press('Alt+C');
      await expect(app.getByRole('textbox', { name: 'When' })).toBeFocused();
      await keyboard.type('tomorrow 20:00');
      await expect(app.getByText(/^Mobile may be called 0?9:00.* to .*6:00|18:00/).first()).toBeVisible();
      await keyboard.press('Enter');
      await expect(app.getByRole('button', { name: /^Nearest: / })).toBeVisible();
      await keyboard.press('Alt+T');

      const modes = app.getByRole('radiogroup', { name: 'Call back on' });
      await expect(modes.locator('label')).toHaveText([/Mobile/, /Office/]);
      await expect(app.getByText('+34 600 123 456')).toHaveCount(0);
      // From the time to the modes, and from the chosen one to its number.
      const mobile = modes.getByRole('radio', { name: 'Mobile' });
      for (let tabs = 0; tabs < 30 && !(await isFocused(mobile)); tabs += 1) await keyboard.press('Tab');
      await expect(mobile).toBeFocused();
      await keyboard.press('Tab');
      await expect(app.getByRole('button', { name: 'Show the number: Mobile' }).last()).toBeFocused();
      await keyboard.press('Enter');
      await expect(app.getByText('+34 600 123 456')).toHaveCount(1);
      for (const width of [1_180, 360]) {
        await app.setViewportSize({ width, height: 780 });
        await modes.scrollIntoViewIfNeeded();
        await expectAccessible(app);
        expect(
          await app.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        ).toBeLessThanOrEqual(0);
        await picture(app, `contact-modes-${theme}-${width}`);
      }
      await keyboard.press('Shift+Tab');
      await expect(mobile).toBeFocused();
      await keyboard.down('ArrowRight');
      await expect(modes.getByRole('radio', { name: /^Office/ })).toBeChecked();
      await keyboard.up('ArrowRight');
      await expect(app.getByText('LCM decides which of these numbers is called.')).toBeVisible();
      await expectAccessible(app);
      await picture(app, `contact-modes-${theme}-two-numbers`);
      await keyboard.down('ArrowLeft');
      await expect(mobile).toBeChecked();
      await keyboard.up('ArrowLeft');
      await submit(app, 'n-1');
      await expectApplied(lcm, 'SetCallbackWithComments', {
        callid: 'n-1',
        AccountNumber: KEY,
        StartDate: tomorrow(),
        EndDate: tomorrow(),
        StartTime: '17:59',
        EndTime: '17:59',
        CallbackModeID: 3,
        UserID: AGENT,
        AgentComments: '',
        LeadScore: 0,
        TargetAmount: 0,
      });
    });
  });
}

async function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement);
}
