import { useEventListener } from '@vueuse/core';
import { nextTick } from 'vue';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { useCore } from '../api/core.ts';
import { useForm } from '../draft/form.ts';
import { useFormCommands } from '../draft/form-commands.ts';
import { useSelection, type FormPart } from '../draft/selection.ts';
import { controlOf, focusField } from '../draft/use-field.ts';
import { useShortcuts, type ShortcutActions } from '../shortcuts/use-shortcuts.ts';
import { loadLaterFields } from './load-later-fields.ts';
import { useWrapUp } from './wrap-up.ts';

/** The shortest time between two notes of work to the core, in milliseconds. */
const REST_MS = 1_000;

/**
 * The shortcuts of a window that shows the form. Call in the window's setup.
 *
 * @param own the window's other actions, and those that do more here than the form's command
 * @param showForm shows the form if the window can show something else
 */
export function useFormKeys(own: ShortcutActions, showForm?: () => void): void {
  const commands = useFormCommands();
  const selection = useSelection();
  useShortcuts({
    submit: (press) => void commands.run('submit', press),
    submitAndClear: (press) => commands.run('submitAndClear', press),
    moreTime: () => commands.run('moreTime'),
    search: () => commands.run('focusSearch'),
    callback: () => commands.run('goToCallback'),
    nearest: () => commands.run('takeNearest'),
    contact: () => commands.run('focusContact'),
    doNotCall: () => commands.run('doNotCall'),
    campaigns: () => commands.run('goToCampaigns'),
    sameAgain: () => commands.run('sameAgain'),
    pin: () => commands.run('togglePin'),
    top: (number) => commands.run('chooseTop', number),
    call: (number) => {
      const call = selection.open.find((each) => each.number === number);
      if (call === undefined) return;
      showForm?.();
      selection.select(call.callId);
    },
    ...own,
  });
}

/** Moves the focus in the form. Call in the setup of the component that shows it. */
export function useFormFocus(): {
  readonly focusPart: (part: FormPart) => void;
  /** After a choice, goes on to the next field that needs the agent. */
  readonly advance: (chosen: OutcomeRef['kind']) => Promise<void>;
} {
  const commands = useFormCommands();
  const form = useForm();
  const wrapUp = useWrapUp();

  function focusPart(part: FormPart): void {
    commands.run(part === 'callback' ? 'focusCallback' : 'focusSearch');
  }

  async function advance(chosen: OutcomeRef['kind']): Promise<void> {
    await nextTick();
    const field = wrapUp.nextField(chosen);
    if (field.startsWith('callback') && form.draft.callback === null) {
      commands.run('openCallback');
      return;
    }
    if (controlOf(field) === null) {
      // Its code may still be on its way.
      await loadLaterFields();
      await nextTick();
    }
    if (!focusField(field)) focusField('comment');
  }

  return { focusPart, advance };
}

/**
 * Tells the core that the agent is working on the selected call, so that its after-call limit waits. It does so only if
 * there is a limit. Call in the setup of the component that shows the call.
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
