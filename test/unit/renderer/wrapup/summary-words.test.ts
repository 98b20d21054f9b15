import { render } from '@testing-library/vue';
import { afterEach, expect, it } from 'vitest';
import { CALLBACK_ALONE } from '#shared/wrapup/plan-wrap-up.ts';
import HistoryTable from '../../../../src/renderer/history/HistoryTable.vue';
import { i18n, setLanguage } from '../../../../src/renderer/i18n/i18n.ts';

afterEach(() => setLanguage('en'));

it('words a callback without an outcome in the agent’s language, and keeps LCM’s names', async () => {
  await setLanguage('de');
  const entry = (seq: number, summary: string) => ({
    ...{ seq, summary, at: 0, submissionId: `s-${seq}`, callId: `c-${seq}`, agent: 'ana', detail: 'sent' },
    ...({ kind: 'disposition', from: 'queued', to: 'sending' } as const),
  });
  const { container } = render(HistoryTable, {
    props: { entries: [entry(1, CALLBACK_ALONE), entry(2, 'Payment › Failure')] },
    global: { plugins: [i18n] },
  });
  const shown = [...container.querySelectorAll('.what')].map((cell) => cell.textContent.trim());
  expect(shown).toEqual(['Rückruf', 'Payment › Failure']);
});
