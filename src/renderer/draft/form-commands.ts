import { defineStore } from 'pinia';
import { onScopeDispose } from 'vue';
import type { CallView } from '#shared/contract/app-state.ts';

/** What the parts of the form offer to their window, its shortcuts and each other. */
export interface FormCommands {
  readonly focusSearch: () => void;
  /** Chooses a pinned or frequent outcome by its number, from 1. */
  readonly chooseTop: (number: number) => void;
  /** Takes the hit that stands out while the agent is searching. */
  readonly takeHit: () => void;
  /** Settles the search before a submit. False if it is not clear which outcome is meant; then nothing may be submitted. */
  readonly settleSearch: () => boolean;
  /** Pins or unpins the outcome that is active or chosen. */
  readonly togglePin: () => void;
  /** Switches the callback on and goes to its time. */
  readonly openCallback: () => void;
  /** Goes to the callback's time, or to its switch if it is off. */
  readonly focusCallback: () => void;
  /** Switches the callback on, or goes to its time. If the focus is in the callback already, switches it off. */
  readonly goToCallback: () => void;
  /** Takes the nearest allowed time in place of a callback's time that is refused, or the next free one if it is not free. */
  readonly takeNearest: () => void;
  /** Unfolds the fields of the contact and goes to them. */
  readonly focusContact: () => void;
  /** Asks whom nobody may call any more, if the call offers that. */
  readonly doNotCall: () => void;
  /** Goes to the other campaigns of the contact, if there are some. */
  readonly goToCampaigns: () => void;
  /** Enters the outcome and the comment of the contact's last wrap-up. */
  readonly sameAgain: () => void;
  /** Submits. Resolves to the id of the call whose wrap-up was saved; null if none was. */
  readonly submit: (press: Event) => Promise<string | null>;
  /** Submits, and then ends the after-call work of the call. */
  readonly submitAndClear: (press: Event) => void;
  /** Extends the after-call limit of the call. */
  readonly moreTime: () => void;
  /** Goes to the button that cancels a correction; from there, presses it. */
  readonly leaveCorrection: (press: Event) => void;
  /** Brings the wrap-up of a call that is done back into the form. */
  readonly correct: (call: CallView) => void;
  /** Whether the focus is in the form, so that the next keys act on the selected call. */
  readonly hasFocus: () => boolean;
}

/** The commands of the form on screen. Each part registers its own; any other part may run them. */
export const useFormCommands = defineStore('formCommands', () => {
  /** The part mounted last comes first. */
  const parts: Partial<FormCommands>[] = [];

  /** Offers commands while the component is mounted. Call in its setup. */
  function register(commands: Partial<FormCommands>): void {
    parts.unshift(commands);
    onScopeDispose(() => parts.splice(parts.indexOf(commands), 1));
  }

  /** Runs a command; undefined if no part on screen offers it. */
  function run<N extends keyof FormCommands>(
    name: N,
    ...args: Parameters<FormCommands[N]>
  ): ReturnType<FormCommands[N]> | undefined {
    const command = parts.find((part) => part[name] !== undefined)?.[name];
    return (command as ((...given: typeof args) => ReturnType<FormCommands[N]>) | undefined)?.(...args);
  }

  return { register, run };
});
