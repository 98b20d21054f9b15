import fc from 'fast-check';
import { screen, within } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import ContactNumber from '../../../../src/renderer/ui/ContactNumber.vue';
import { maskNumber, spelledOut } from '#shared/text/contact-number.ts';
import { useApp } from '../../../../src/renderer/api/app.ts';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

describe('a masked number', () => {
  it.each([
    ['6591462346', '65••••••46'],
    ['+34 600 123 456', '+34 ••• ••• •56'],
    ['(020) 7946-0000', '(02•) ••••-••00'],
    ['12345', '1•••5'],
    ['123', '•••'],
    ['', ''],
    ['ana@example.com', 'an•@•••••••.•om'],
    ['٠١٢٣٤٥٦٧', '٠١••••٦٧'],
  ])('%s is %s', (number, masked) => expect(maskNumber(number)).toBe(masked));

  it('keeps its length, and never shows more than half of its digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (number) => {
        const masked = maskNumber(number);
        const count = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
        expect(Array.from(masked).length).toBe(Array.from(number).length);
        expect(count(masked)).toBeLessThanOrEqual(Math.min(4, count(number) / 2));
      }),
    );
  });

  it('is spelled out digit by digit', () => {
    expect(spelledOut('+34 (600) 12-3.4')).toBe('+ 3 4 6 0 0 1 2 3 4');
  });
});

describe('the number of a contact', () => {
  async function shown(number: string, maskNumbers = true) {
    const core = createScriptedCore(makeState({}, { maskNumbers }));
    const view = show(ContactNumber, core, { number, name: 'Mobile' });
    await expect.poll(() => useApp().state).not.toBeNull();
    return view;
  }

  it('is hidden until it is looked at, and again, by keys alone', async () => {
    const { user, container } = await shown('6591462346');
    expect(container.textContent).not.toContain('6591462346');
    expect(screen.getByText('number ending in 4 6')).toBeTruthy();
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Show the number: Mobile' }));
    await user.keyboard('{Enter}');
    expect(screen.getByText('6591462346')).toBeTruthy();
    expect(screen.getByText('6 5 9 1 4 6 2 3 4 6')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Hide the number: Mobile' }));
    await user.keyboard(' ');
    expect(container.textContent).not.toContain('6591462346');
  });

  it('is shown if the settings say so, with nothing to press', async () => {
    await shown('6591462346', false);
    expect(screen.getByText('6591462346')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is hidden as the contact of a call too, on its card and above the form, until it is looked at', async () => {
    const number = '+34 600 123 456';
    const calls = [makeCall('a', { contact: number }), makeCall('b', { contact: 'Ana 7' })];
    const core = createScriptedCore(makeState({ calls, currentCallId: 'a' }));
    const { user, container } = show(MainWindow, core);
    await screen.findByRole('tree');
    const card = screen.getByRole('complementary', { name: 'Calls' });
    expect(within(card).getByText('+34 ••• ••• •56')).toBeTruthy();
    expect(within(card).getByText('Ana 7')).toBeTruthy();
    expect(container.innerHTML).not.toContain(number);
    await user.click(screen.getByRole('button', { name: 'Show the number: Number' }));
    expect(within(screen.getByRole('heading', { level: 1 })).getByText(number)).toBeTruthy();
    core.change({ form: { ...core.state.form, maskNumbers: false } });
    expect(await within(card).findByText(number)).toBeTruthy();
  });

  it('says that it is hidden if no digit can be shown', async () => {
    await shown('112');
    expect(screen.getByText('hidden number')).toBeTruthy();
  });
});
