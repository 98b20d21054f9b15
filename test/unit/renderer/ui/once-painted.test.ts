import { render } from '@testing-library/vue';
import { afterEach, expect, test, vi } from 'vitest';
import { h, nextTick } from 'vue';
import { oncePainted } from '../../../../src/renderer/ui/once-painted.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what shows nothing at first is asked for once the display has a frame, and not before', async () => {
  vi.useFakeTimers();
  // jsdom paints nothing, so nobody tells of a frame.
  let tellPainted = (): void => {};
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(tell: () => void) {
        tellPainted = tell;
      }
      observe(): void {}
    },
  );
  const load = vi.fn(() => Promise.resolve({ render: () => h('p', 'later') }));
  const Later = oncePainted(load);
  const { findByText } = render({ render: () => h('main', h(Later)) });
  await nextTick();
  expect(load).toHaveBeenCalledTimes(0);
  tellPainted();
  vi.useRealTimers();
  await findByText('later');
  expect(load).toHaveBeenCalledTimes(1);
});
