import { useEventListener } from '@vueuse/core';
import { useCore } from '../api/core.ts';
import { useSelection } from '../draft/selection.ts';

/** How often at most the core is told, in milliseconds. */
const REST_MS = 1_000;

/**
 * Tells the core that the agent is at work in the selected call, so that its after-call limit does not act under their
 * hands. Only where there is such a limit. Call in the setup of what shows the call.
 */
export function useWorkNotes(): void {
  const { api } = useCore();
  const selection = useSelection();
  let told = { callId: '', at: -Infinity };

  function note(): void {
    const { call } = selection;
    if (call === null || call.afterCall === null || call.afterCall.endsAt === null) return;
    if (call.afterCall.atEnd === 'nothing') return;
    const now = performance.now();
    if (told.callId === call.callId && now - told.at < REST_MS) return;
    told = { callId: call.callId, at: now };
    void api.noteWork({ callId: call.callId });
  }

  useEventListener(['keydown', 'input', 'pointerdown'], note, { capture: true });
}
