import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue';

/** A window that is hidden is given no frame, so nothing waits longer for one, in milliseconds. */
const LONGEST_MS = 300;

let painted: Promise<void> | null = null;

/**
 * Resolves once the display shows the page's first frame. Its files are asked of the process that also has to show the window,
 * so until then they would hold the frame up.
 */
function afterFirstFrame(): Promise<void> {
  return (painted ??= new Promise((resolve) => {
    new PerformanceObserver(() => resolve()).observe({ type: 'paint', buffered: true });
    setTimeout(resolve, LONGEST_MS);
  }));
}

/** A component that shows nothing at first: its code is fetched once the window shows what it begins with. */
export function oncePainted<T extends Component>(load: AsyncComponentLoader<T>): T {
  return defineAsyncComponent(() => afterFirstFrame().then(load));
}
