import type { CallView } from '#shared/contract/app-state.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { NamedId } from '#shared/lcm/outcome-row.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { callName } from '#shared/text/contact-number.ts';
import type { Placeholder } from '#shared/comment/snippets.ts';
import type { Formats } from '../i18n/use-formats.ts';

/** The values from which placeholders are filled. */
export interface SnippetSource {
  readonly call: CallView | null;
  readonly draft: Draft;
  readonly agent: string | null;
  readonly telephony: readonly NamedId[];
  readonly outcomes: OutcomeForest | null;
  /** Whether a number in place of the contact's name is masked, as on the rest of the screen. */
  readonly masksNumbers: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The value of each placeholder in the agent's language; empty if not known yet. */
export function snippetValues(source: SnippetSource, formats: Formats): Record<Placeholder, string> {
  const { call, draft, agent, masksNumbers, now } = source;
  const { startDate = '', startTime = '' } = draft.callback ?? {};
  // The time stays in the callback's zone, since the agent entered it there.
  const time = Date.parse(`1970-01-01T${startTime}Z`);
  return {
    'callback.time': Number.isNaN(time) ? '' : formats.time(time, 'UTC'),
    'callback.date': startDate === '' ? '' : formats.date(startDate),
    outcome: outcomeWords(source),
    contact: call === null || call.contact === null ? '' : callName(call, masksNumbers),
    agent: agent ?? '',
    today: formats.day(now),
  };
}

/** The path of the business outcome, else the telephony outcome. */
function outcomeWords({ draft, outcomes, telephony }: SnippetSource): string {
  const { businessOutcomeId: id, telephonyOutcomeId } = draft;
  const path = id === null ? null : outcomes?.pathOf(id);
  if (path) return path.join(' › ');
  return telephony.find((each) => each.id === telephonyOutcomeId)?.name ?? '';
}
