import type { CallView } from '#shared/contract/app-state.ts';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import { asksForTime } from '#shared/wrapup/submission-actions.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useOutbox } from './outbox.ts';
import { useSelection, type FormPart } from '../draft/selection.ts';

type CorrectedCall = Pick<CallView, 'callId' | 'lcmKey' | 'type' | 'contact' | 'submission'>;

const EDITABLE: ReadonlySet<SubmissionState> = new Set(['queued', 'refused', 'held']);

/**
 * Brings a submitted wrap-up back into the form. Call in a component's setup.
 *
 * @param after.shown called when the call is selected and its form should be shown
 * @param after.failed called when that failed; the outbox view shows why
 */
export function useCorrection(after: { readonly shown: () => void; readonly failed: () => void }): {
  /** Turns a submission back into its call's draft. */
  readonly edit: (submission: SubmissionView) => Promise<void>;
  /** Opens a done call again: with its submission if that is not delivered yet, else for a new one. */
  readonly correct: (call: CorrectedCall) => Promise<void>;
} {
  const { api } = useCore();
  const app = useApp();
  const outbox = useOutbox();
  const selection = useSelection();

  async function edit(submission: SubmissionView): Promise<void> {
    const callId = await outbox.edit(submission.id);
    if (callId === null) after.failed();
    else await show(callId, asksForTime(submission) ? 'callback' : 'outcome');
  }

  async function correct({ callId, lcmKey, type, contact, submission }: CorrectedCall): Promise<void> {
    if (submission !== null && EDITABLE.has(submission.state)) {
      await edit(submission);
      return;
    }
    const answer = await api.openCall({ callId, lcmKey, type, contact });
    if (answer.ok) await show(answer.value.callId, 'outcome');
  }

  async function show(callId: string, part: FormPart): Promise<void> {
    await app.refresh();
    after.shown();
    selection.select(callId, part);
  }

  return { edit, correct };
}
