import { screen, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import type { Draft } from '#shared/draft/draft.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import MainWindow from '../../../../src/renderer/shell/MainWindow.vue';
import { show } from '../screen.ts';
import { createScriptedCore, makeCall, makeState } from '../scripted-core.ts';

async function open(form: Partial<FormSettings> = {}, draft: Partial<Draft> = {}) {
  const calls = [makeCall('A', { draft: { ...EMPTY_DRAFT, ...draft } })];
  const { user } = show(MainWindow, createScriptedCore(makeState({ calls }, form)));
  await screen.findByRole('tree');
  return user;
}

const line = (name: RegExp) => screen.queryByRole('button', { name });
const isOpen = (name: RegExp): string | null | undefined => line(name)?.getAttribute('aria-expanded');

describe('the line of the telephony outcome', () => {
  it('says its value, and unfolds by a click or once the keyboard is in it', async () => {
    const user = await open({}, { telephonyOutcomeId: '8' });
    expect(line(/^Telephony outcome/)?.textContent).toMatch(/Telephony outcome\s*No answer/);
    expect(isOpen(/^Telephony outcome/)).toBe('false');
    await user.click(line(/^Telephony outcome/)!);
    expect(isOpen(/^Telephony outcome/)).toBe('true');
    await user.click(line(/^Telephony outcome/)!);
    expect(isOpen(/^Telephony outcome/)).toBe('false');
    screen.getByRole('radio', { name: 'Busy' }).focus();
    await waitFor(() => expect(isOpen(/^Telephony outcome/)).toBe('true'));
  });

  it('stands open where it is mandatory', async () => {
    await open({ mandatory: { default: ['telephonyOutcome'], byCampaign: {} } });
    expect(line(/^Telephony outcome/)).toBeNull();
    expect(screen.getByRole('radio', { name: 'Busy' }).closest('.open')).not.toBeNull();
  });
});

describe('the line of amount and lead score', () => {
  const NAME = /^Amount and lead score/;

  it('says both, and the lead score of the outcome', async () => {
    const user = await open();
    expect(line(NAME)?.textContent).toMatch(/0 · 0/);
    await user.click(screen.getByRole('combobox', { name: 'Find an outcome' }));
    await user.keyboard('promise{Enter}');
    expect(line(NAME)?.textContent).toMatch(/0 · \d+ from the outcome/);
  });

  it('stands open while the agent’s own value is in it', async () => {
    await open({}, { targetAmount: '12' });
    expect(line(NAME)).toBeNull();
    expect(screen.getByLabelText('Target amount').closest('.open')).not.toBeNull();
  });

  it('is opened by the settings', async () => {
    await open({ figures: 'open' });
    expect(isOpen(NAME)).toBe('true');
  });

  it('is hidden by the settings', async () => {
    await open({ figures: 'hidden' });
    expect(screen.queryByLabelText('Target amount')).toBeNull();
  });

  it('is not hidden where one of them is mandatory', async () => {
    await open({ figures: 'hidden', mandatory: { default: ['leadScore'], byCampaign: {} } });
    expect(screen.getByLabelText(/^Lead score/).closest('.open')).not.toBeNull();
  });
});
