import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import type { EarlierWrapUps } from '#shared/wrapup/submission.ts';
import { useApp } from '../api/app.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { createFollower } from '../api/follower.ts';

const NONE: EarlierWrapUps = { by: 'contact', items: [], hasOlder: false };

/**
 * What was wrapped up before with the contact of a call, as the history has it now. Nothing is shown for a call from the
 * moment when it turns out to be with another contact. Call in a component's setup.
 */
export function useEarlier(call: () => CallView): ShallowRef<EarlierWrapUps> {
  const { api } = useCore();
  const app = useApp();
  const found = shallowRef(NONE);

  /** Whose earlier wrap-ups they are, and who may read what of them. */
  function subject(): string {
    const { callId, lcmKey, correcting } = call();
    return JSON.stringify([callId, lcmKey, correcting?.submissionId, app.state?.agent]);
  }

  async function load(): Promise<void> {
    const asked = subject();
    const answer = await api.earlierWrapUps({ callId: call().callId });
    if (asked === subject()) found.value = answer.ok ? answer.value : NONE;
  }
  const follower = createFollower(load);
  onScopeDispose(follower.follow());
  useCoreEvent('outbox', follower.changed);
  useCoreEvent('callFacts', ({ callId }) => {
    if (callId === call().callId) follower.changed();
  });
  watch(subject, () => {
    found.value = NONE;
    void load();
  });
  return found;
}
