import { defineStore } from 'pinia';
import { onScopeDispose } from 'vue';

/** What the parts of the form do for their window, its keys and each other. */
export interface FormCommands {
  readonly focusSearch: () => void;
  /** Chooses from the favourites and recents, by their number from 1. */
  readonly chooseTop: (number: number) => void;
  /** Takes the hit that stands out while the agent is searching. */
  readonly takeHit: () => void;
  /** Settles the search before a submit. False where it is not plain which outcome is meant: nothing may be submitted. */
  readonly settleSearch: () => boolean;
  /** Pins the outcome that is at hand, or takes the pin off. */
  readonly togglePin: () => void;
  /** Switches the callback on, and goes to its time. */
  readonly openCallback: () => void;
  /** Goes to the callback's time, or to its switch where it is off. */
  readonly focusCallback: () => void;
  /** Switches the callback on, or goes to its time; from there, switches it off. */
  readonly goToCallback: () => void;
  readonly submit: () => void;
}

/** The commands of the form that is on screen. A part of the form registers its own; any other may run them. */
export const useFormCommands = defineStore('formCommands', () => {
  /** The part that was mounted last comes first. */
  const parts: Partial<FormCommands>[] = [];

  /** Offers commands as long as the component is there. Call in its setup. */
  function register(commands: Partial<FormCommands>): void {
    parts.unshift(commands);
    onScopeDispose(() => {
      parts.splice(parts.indexOf(commands), 1);
    });
  }

  /** Runs a command; undefined where no part on screen offers it. */
  function run<N extends keyof FormCommands>(
    name: N,
    ...args: Parameters<FormCommands[N]>
  ): ReturnType<FormCommands[N]> | undefined {
    const command = parts.find((part) => part[name] !== undefined)?.[name];
    return (command as ((...given: typeof args) => ReturnType<FormCommands[N]>) | undefined)?.(...args);
  }

  return { register, run };
});
