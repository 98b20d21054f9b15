import { fillSnippet, type Snippet } from '#shared/comment/snippets.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { telephonyOutcomes } from '#shared/outcomes/telephony-outcomes.ts';
import { useApp } from '../api/app.ts';
import { useFacts } from '../draft/facts.ts';
import { useSelection } from '../draft/selection.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { useClock } from '../ui/clock.ts';
import { snippetValues } from './snippet-values.ts';

/**
 * The words of a snippet for a draft of the selected call, and the first placeholder that stayed. Call in a setup.
 *
 * @param outcomes the call's outcomes if known, to name the chosen one
 */
export function useSnippetWords(
  outcomes: () => OutcomeForest | null,
): (snippet: Snippet, draft: Draft) => ReturnType<typeof fillSnippet> {
  const app = useApp();
  const clock = useClock();
  const facts = useFacts();
  const selection = useSelection();
  const formats = useFormats();
  return ({ text }, draft) => {
    if (app.state === null) return fillSnippet(text, {});
    const source = {
      call: selection.call,
      draft,
      agent: app.state.agent,
      telephony: telephonyOutcomes(app.state.form, facts.current),
      outcomes: outcomes(),
      masksNumbers: app.state.form.maskNumbers,
      now: clock.lcmNow,
    };
    return fillSnippet(text, snippetValues(source, formats));
  };
}
