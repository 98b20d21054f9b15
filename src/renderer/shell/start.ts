import '../styles/index.css';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { connectCore } from '../api/connect.ts';
import { coreKey, type Core } from '../api/core.ts';
import { refuseDrops } from './drops.ts';
import { keepHeldEnter } from './held-keys.ts';
import { yieldToInputMethods } from './input-methods.ts';
import { i18n, setLanguage, type WordKey } from '../i18n/i18n.ts';
import WindowFrame from './WindowFrame.vue';

/**
 * Mounts a window of the app on `#app` once it is connected to the core.
 *
 * @param options.title the window's title if it is not the main window
 * @param options.around what the window has between itself and the core
 */
export function start(
  content: Component,
  {
    title = null,
    around = (core) => core,
  }: { readonly title?: WordKey | null; readonly around?: (core: Core) => Core } = {},
): void {
  refuseDrops(window);
  yieldToInputMethods(window);
  keepHeldEnter(window);
  const words = setLanguage(chooseLanguage(navigator.languages));
  // The page has asked for it with its code. A page that is laid out without it asks the system for one family after the other, and is laid out again.
  const font = document.fonts.load('1em "Inter Latin"').catch(() => []);
  void Promise.all([connectCore(), words, font]).then(([core]) => {
    createApp(WindowFrame, { content, title })
      .use(createPinia())
      .use(i18n)
      .provide(coreKey, around(core))
      .mount('#app');
  });
}
