import '../styles/index.css';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { connectCore } from '../api/connect.ts';
import { coreKey } from '../api/core.ts';
import { refuseDrops } from './drops.ts';
import { yieldToInputMethods } from './input-methods.ts';
import { i18n, setLanguage, type WordKey } from '../i18n/i18n.ts';
import WindowFrame from './WindowFrame.vue';

/**
 * Mounts a window of the app on `#app` once it is connected to the core.
 *
 * @param title the window's title if it is not the main window
 */
export function start(content: Component, title: WordKey | null = null): void {
  refuseDrops(window);
  yieldToInputMethods(window);
  const words = setLanguage(chooseLanguage(navigator.languages));
  void Promise.all([connectCore(), words]).then(([core]) => {
    createApp(WindowFrame, { content, title })
      .use(createPinia())
      .use(i18n)
      .provide(coreKey, core)
      .mount('#app');
  });
}
