import { onBeforeUnmount, onMounted } from 'vue';

/** What the keys of a window do; each is optional, since a window may lack it. */
export interface ShortcutActions {
  readonly submit?: () => void;
  readonly search?: () => void;
  readonly callback?: () => void;
  readonly addCall?: () => void;
  /** Pins the outcome at hand, or takes the pin off. */
  readonly pin?: () => void;
  /** Chooses from the favourites and recents. From 1. */
  readonly top?: (number: number) => void;
  /** From 1. */
  readonly call?: (number: number) => void;
  readonly escape?: () => void;
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="spinbutton"]'))
  );
}

function nothing(): void {
  // The key is used up all the same.
}

export function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
}

function actionOf(event: KeyboardEvent, actions: ShortcutActions): (() => void) | undefined {
  const control = event.ctrlKey || event.metaKey;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  // A key held down means one wrap-up, not that of the next call as well.
  if (event.key === 'Enter' && control && !event.altKey) return event.repeat ? nothing : actions.submit;
  if (event.code === 'KeyK' && control && !event.altKey) return actions.search;
  if (event.key === '/' && !control && !event.altKey && !isTyping(event.target)) return actions.search;
  if (event.code === 'KeyC' && event.altKey && !control) return actions.callback;
  if (event.code === 'KeyN' && event.altKey && !control) return actions.addCall;
  if (event.code === 'KeyP' && event.altKey && !control) return actions.pin;
  const numbered = control ? actions.call : actions.top;
  if (digit !== undefined && event.altKey !== control && !event.shiftKey && numbered !== undefined) {
    return () => {
      numbered(Number(digit));
    };
  }
  return event.key === 'Escape' ? actions.escape : undefined;
}

/** Keys that work anywhere in a window, except while a dialog is open. Call in a component's setup. */
export function useShortcuts(actions: ShortcutActions): void {
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || inDialog(event.target)) return;
    // A key of its own that a control has used up is done with; a control that refuses Enter (a radio group does, by
    // the ARIA pattern) has no say in Ctrl+Enter.
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented && !combined) return;
    const act = actionOf(event, actions);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }
  onMounted(() => {
    window.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey);
  });
}
