import type { ContractError } from '#shared/contract/index.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { Notice } from '#shared/contract/app-state.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import { isSameZone, machineZone } from '#shared/callback/wall-clock.ts';
import { CALLBACK_ALONE, readBlock } from '#shared/wrapup/summary.ts';
import { useWords } from './i18n.ts';
import { useFormats } from './use-formats.ts';

/** Words for the codes of the core and the shared rules. Call in a component's setup. */
export function useCodeWords(): {
  /** A reason in words: codes of the core are translated, LCM's texts stay. */
  readonly reason: (reason: Reason | string) => string;
  readonly error: (error: ContractError) => string;
  readonly notice: (notice: Pick<Notice, 'code' | 'params'>) => string;
  readonly problem: (problem: FieldProblem) => string;
  /** The choice in words; LCM's names stay. */
  readonly summary: (summary: string) => string;
} {
  const { ofCode, t } = useWords();
  const formats = useFormats();

  /** Puts dates, times and numbers among the params as the agent's region writes them; the others stay. */
  function worded(params: FieldProblem['params']): FieldProblem['params'] {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        if (typeof value === 'number') return [name, formats.number(value)];
        // What the agent typed stays as it is.
        if (name === 'value') return [name, value];
        if (/^\d{2}:\d{2}$/.test(value)) return [name, formats.clockTime(value)];
        const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/.exec(value) ?? [];
        if (date === undefined) return [name, value];
        return [name, time === undefined ? formats.date(date) : formats.wallTime(date, time)];
      }),
    );
  }

  const reason = (why: Reason | string): string => {
    const { code, params } = typeof why === 'string' ? { code: why, params: {} } : why;
    const { state } = params;
    const gaps = state === undefined ? {} : { state: ofCode('state', String(state), {}, String(state)) };
    return ofCode('reason', code, { ...worded(params), ...gaps }, code);
  };

  /** Whom nobody may call, and for how long. */
  function block(summary: string): string | null {
    const read = readBlock(summary);
    if (read === null) return null;
    const { scope, field, until } = read;
    const whom =
      scope === 'field' ? t('doNotCall.ofField', { name: field ?? '' }) : t(`doNotCall.scope.${scope}`);
    if (until === null) return `${whom} · ${t('doNotCall.period.permanent')}`;
    const isHere = isSameZone(until.zone, machineZone());
    const time = `${formats.calendarDay(until.date)}, ${formats.clockTime(until.time)}`;
    return `${whom} · ${t('doNotCall.untilTime', { time: isHere ? time : `${time} (${until.zone})` })}`;
  }

  return {
    reason,
    error: ({ code, detail }) =>
      ofCode('error', code, { detail: detail === null ? '' : reason(detail) }, code).trim(),
    notice: ({ code, params }) => {
      const { reason: why, ...others } = params;
      // The reason of a notice is a code, whose gaps are among the notice's params.
      const gaps =
        why === undefined
          ? worded(others)
          : { ...others, reason: reason({ code: String(why), params: others }) };
      return ofCode('notice', code, gaps, code);
    },
    summary: (summary) => (summary === CALLBACK_ALONE ? t('callback.label') : (block(summary) ?? summary)),
    problem: ({ code, params }) => ofCode('problem', code, worded(params), code),
  };
}
