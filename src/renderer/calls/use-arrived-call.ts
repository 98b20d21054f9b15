import { useEventListener } from '@vueuse/core';
import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';
import { useCoreEvent } from '../api/core.ts';
import { useFormCommands } from '../draft/form-commands.ts';
import { useSelection } from '../draft/selection.ts';

/** A call that a link opened while the agent was at work on something else. */
export interface ArrivedCall {
  /** Null if there is none, or the agent has seen to it. */
  readonly waiting: ComputedRef<CallView | null>;
  /** Shows it. */
  readonly go: () => void;
  readonly dismiss: () => void;
}

/**
 * Shows a call that a link opened, unless the agent is at work on something else in this window: what they type next must
 * not land in the other call, so they decide when to go there. Call in the window's setup.
 *
 * @param show brings the form onto the screen
 */
export function useArrivedCall(show: () => void = () => {}): ArrivedCall {
  const selection = useSelection();
  const isAtWork = useAtWork();
  const arrived = shallowRef<{ readonly callId: string; readonly waits: boolean } | null>(null);
  const call = computed(() => {
    const id = arrived.value?.callId;
    return id === undefined ? null : (selection.open.find(({ callId }) => callId === id) ?? null);
  });
  const dismiss = (): void => {
    arrived.value = null;
  };

  function go(): void {
    if (call.value === null) return;
    selection.select(call.value.callId);
    dismiss();
    show();
  }

  useCoreEvent('callArrived', ({ callId }) => {
    arrived.value = { callId, waits: isAtWork() };
  });
  // The state that has the call may come after the event.
  watch([call, arrived, () => selection.callId], () => {
    if (call.value === null || arrived.value === null) return;
    if (!arrived.value.waits) go();
    else if (selection.callId === arrived.value.callId) dismiss();
  });

  return { waiting: computed(() => (arrived.value?.waits === true ? call.value : null)), go, dismiss };
}

/** Where the keyboard writes, anywhere on the page. */
const WRITES = 'input, textarea, select, [contenteditable], [role="dialog"]';

/**
 * Whether the next keys belong to what the agent is doing in this window: the focus is in the form, a field or a dialog,
 * and they have used the keyboard or the pointer since the window got the focus. A window that only got the focus back,
 * because a link was opened in another program, is not at work.
 */
function useAtWork(): () => boolean {
  const commands = useFormCommands();
  let isUsed = false;
  const use = (): void => {
    isUsed = true;
  };
  useEventListener(window, ['keydown', 'pointerdown', 'input'], use, { capture: true });
  useEventListener(window, 'blur', () => {
    isUsed = false;
  });
  return () => {
    const inField = document.activeElement?.closest(WRITES) ?? null;
    return isUsed && (inField !== null || commands.run('hasFocus') === true);
  };
}
