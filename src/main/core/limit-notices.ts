import type { AfterCallLimits } from '#main/after-call/after-call-limits.ts';
import { callName } from '#shared/text/contact-number.ts';
import type { Notices } from './notices.ts';

/**
 * Shows a notice if after-call time ends and nothing was submitted. It stays until the call leaves after-call work. If a
 * ticked campaign got nothing, a notice says so until the agent dismisses it.
 */
export function showLimitNotices(
  limits: Pick<AfterCallLimits, 'reached' | 'left'>,
  notices: Pick<Notices, 'add' | 'withdraw'>,
  masksNumbers: () => boolean,
): void {
  /** The id of each call's notice. */
  const shown = new Map<string, string>();
  limits.reached.on(({ call, submitted, because, leftOut }) => {
    const params = { call: callName(call, masksNumbers()) };
    if (leftOut.length > 0)
      notices.add('warning', 'afterCallLeftOut', { ...params, campaigns: leftOut.join(', ') });
    if (submitted !== null) return;
    const notice =
      because === null
        ? notices.add('warning', 'afterCallOver', params)
        : notices.add('warning', 'afterCallNotSubmitted', { ...params, reason: because });
    shown.set(call.callId, notice);
  });
  limits.left.on((callId) => {
    notices.withdraw(shown.get(callId) ?? '');
    shown.delete(callId);
  });
}
