import './styles/index.css';
import { createPinia } from 'pinia';
import { createApp, type Component } from 'vue';
import { connectCore } from './api/connect.ts';
import { coreKey } from './api/core.ts';
import { i18n } from './i18n.ts';

/** Mounts a window of the app on `#app`, once its way to the core is known. */
export function start(window: Component): void {
  void connectCore().then((core) => {
    createApp(window).use(createPinia()).use(i18n).provide(coreKey, core).mount('#app');
  });
}
