import { defineAsyncComponent } from 'vue';

/** Loaded only where the settings let agents end after-call work from here. */
export const ClearNews = defineAsyncComponent(() => import('./ClearNews.vue'));
