import { waitFor } from '@testing-library/vue';
import { afterEach, expect, it } from 'vitest';
import { CALLBACK_ALONE } from '#shared/wrapup/summary.ts';
import HistoryView from '../../../../src/renderer/history/HistoryView.vue';
import { setLanguage } from '../../../../src/renderer/i18n/i18n.ts';
import { show } from '../screen.ts';
import { createScriptedCore, ok } from '../scripted-core.ts';
import { entryOf } from '#test/support/submissions.ts';

afterEach(() => setLanguage('en'));

it('words a callback without an outcome in the agent’s language, and keeps LCM’s names', async () => {
  await setLanguage('de');
  const core = createScriptedCore();
  core.answer('listHistory', () =>
    ok({ entries: [entryOf(2, { summary: CALLBACK_ALONE }), entryOf(1)], upTo: 2 }),
  );
  const { container } = show(HistoryView, core);
  await waitFor(() => expect(container.querySelectorAll('.entry')).toHaveLength(2));
  const shown = [...container.querySelectorAll('.entry .what')].map((cell) => cell.textContent.trim());
  expect(shown).toEqual(['Rückruf', 'Payment › s1']);
});
