import type { CallView } from '#shared/contract/app-state.ts';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import { asksForTime } from '#shared/wrapup/submission-actions.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import { useOutbox } from './outbox.ts';
import { useSelection, type FormPart } from '../draft/selection.ts';

const EDITABLE: ReadonlySet<SubmissionState> = new Set(['queued', 'refused', 'held']);

/**
 * The way back from a wrap-up that was submitted. Call in a component's setup.
 *
 * @param after.shown the call is selected, and its form is to be seen
 * @param after.failed it could not be brought back; the outbox says why
 */
export function useCorrection(after: { readonly shown: () => void; readonly failed: () => void }): {
  /** Brings a submission back as its call's draft. */
  readonly edit: (submission: SubmissionView) => Promise<void>;
  /** Opens a done call again: with its submission where that is still on its way, else for another one. */
  readonly correct: (call: CallView) => Promise<void>;
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

  async function correct({ callId, lcmKey, type, contact, submission }: CallView): Promise<void> {
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
