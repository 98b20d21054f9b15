import type { CallView } from '#shared/contract/app-state.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import type { Placeholder } from '#shared/comment/snippets.ts';
import type { Formats } from '../i18n/use-formats.ts';

/** What is known of a wrap-up just now, to fill placeholders from. */
export interface SnippetSource {
  readonly call: CallView | null;
  readonly draft: Draft;
  readonly agent: string | null;
  readonly form: Pick<FormSettings, 'telephonyOutcomes'>;
  readonly outcomes: OutcomeForest | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What each placeholder stands for, as the agent's language writes it; empty where that is not known (yet). */
export function snippetValues(source: SnippetSource, formats: Formats): Record<Placeholder, string> {
  const { call, draft, agent, now } = source;
  const { startDate = '', startTime = '' } = draft.callback ?? {};
  // The clock of the callback's own zone, whichever that is: the agent chose it by that.
  const time = Date.parse(`1970-01-01T${startTime}Z`);
  return {
    'callback.time': Number.isNaN(time) ? '' : formats.time(time, 'UTC'),
    'callback.date': startDate === '' ? '' : formats.date(startDate),
    outcome: outcomeWords(source),
    contact: call?.contact ?? '',
    agent: agent ?? '',
    today: formats.day(now),
  };
}

/** The business outcome by its whole path, else the telephony outcome. */
function outcomeWords({ draft, outcomes, form }: SnippetSource): string {
  const { businessOutcomeId: id, telephonyOutcomeId } = draft;
  const path = id === null ? null : outcomes?.pathOf(id);
  if (path) return path.join(' › ');
  return form.telephonyOutcomes.find((each) => each.id === telephonyOutcomeId)?.name ?? '';
}
