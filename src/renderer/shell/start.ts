import '../styles/index.css';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { connectCore } from '../api/connect.ts';
import { coreKey } from '../api/core.ts';
import { refuseDrops } from './drops.ts';
import { i18n, speak, type WordKey } from '../i18n/i18n.ts';
import WindowFrame from './WindowFrame.vue';

/**
 * Mounts a window of the app on `#app`, once its way to the core is known.
 *
 * @param title what the window is, where it is not the app itself
 */
export function start(content: Component, title: WordKey | null = null): void {
  refuseDrops(window);
  const words = speak(chooseLanguage(navigator.languages));
  void Promise.all([connectCore(), words]).then(([core]) => {
    createApp(WindowFrame, { content, title })
      .use(createPinia())
      .use(i18n)
      .provide(coreKey, core)
      .mount('#app');
  });
}
