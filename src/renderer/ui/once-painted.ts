import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue';

/** A window that is hidden may be given no frame, so nothing waits longer for one, in milliseconds. */
const LONGEST_MS = 300;

let painted: Promise<void> | null = null;

/** Resolves behind the first frame after the first call. */
function afterFirstFrame(): Promise<void> {
  return (painted ??= new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_MS);
  }));
}

/** A component that shows nothing at first: its code is fetched once the window shows what it begins with. */
export function oncePainted<T extends Component>(load: AsyncComponentLoader<T>): T {
  return defineAsyncComponent(() => afterFirstFrame().then(load));
}
