import type { ShownWords } from '#shared/contract/requests/history.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { foldPlain, foldTerms } from '#shared/text/search-text.ts';
import { SUBMISSION_KINDS } from '#shared/wrapup/submission-kind.ts';
import { CALLBACK_ALONE } from '#shared/wrapup/summary.ts';
import { useWords } from '../i18n/i18n.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { STATES } from '../ui/use-submission-state.ts';

/** The page shows no word for the ordinary kind. */
const KINDS = SUBMISSION_KINDS.filter((kind) => kind !== 'disposition');

/** The codes that an entry of the history may have as its detail. */
const REASONS = Object.entries(REASON_PARAMS).flatMap(([code, params]) =>
  params.length === 0 ? [code] : [],
);

/**
 * What the history shows in the agent's language for codes and instants, for the core's search: it knows neither the
 * words nor the region. Call in a component's setup.
 */
export function useShownWords(): (query: string) => ShownWords {
  const { t } = useWords();
  const words = useCodeWords();
  const formats = useFormats();

  return (query) => {
    const shown = [
      ...KINDS.map((kind) => [`kind.${kind}`, t(`kind.${kind}`)] as const),
      ...STATES.map((state) => [`state.${state}`, t(`state.${state}`)] as const),
      ...REASONS.map((code) => [`reason.${code}`, words.reason(code)] as const),
      [`summary.${CALLBACK_ALONE}`, words.summary(CALLBACK_ALONE)] as const,
    ].map(([code, text]) => [code, foldPlain(text)] as const);
    const codes = foldTerms(query).map((term) => [
      term,
      shown.filter(([, text]) => text.includes(term)).map(([code]) => code),
    ]);
    const times = Object.entries(formats.dateTimeStyle()).filter(([, value]) => typeof value !== 'number');
    return {
      codes: Object.fromEntries(codes) as ShownWords['codes'],
      times: Object.fromEntries(times),
    };
  };
}
