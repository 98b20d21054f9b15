import { cleanup, render, screen, type RenderResult } from '@testing-library/vue';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { createPinia, disposePinia, type Pinia } from 'pinia';
import { afterEach, vi } from 'vitest';
import type { Component, ComponentPublicInstance } from 'vue';
import { coreKey } from '../../../src/renderer/api/core.ts';
import { i18n } from '../../../src/renderer/i18n/i18n.ts';
import type { ScriptedCore } from './scripted-core.ts';

const shown: Pinia[] = [];

afterEach(() => {
  cleanup();
  for (const pinia of shown.splice(0)) disposePinia(pinia);
});

/**
 * Shows a component as the app's windows do, on a scripted core; it is taken down after the test.
 *
 * @param drawnAgain called with the name of each component whose content was made anew
 * @param made called with the name of each component that was made
 */
export function show(
  component: Component,
  core: ScriptedCore,
  props: Record<string, unknown> = {},
  drawnAgain?: (name: string) => void,
  made?: (name: string) => void,
): RenderResult & { user: UserEvent } {
  const pinia = createPinia();
  shown.push(pinia);
  const result = render(component, {
    props,
    global: {
      plugins: [pinia, i18n],
      provide: { [coreKey as symbol]: core },
      mixins: [
        {
          mounted(this: ComponentPublicInstance) {
            made?.(this.$options.__name ?? this.$options.name ?? '');
          },
          updated(this: ComponentPublicInstance) {
            drawnAgain?.(this.$options.__name ?? '');
          },
        },
      ],
    },
  });
  return { ...result, user: userEvent.setup() };
}

/** Opens a view by its button and waits until it is loaded: the first to open it waits as long as that takes. */
export async function openView(user: UserEvent, name: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name }));
  await vi.dynamicImportSettled();
}
