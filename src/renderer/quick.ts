import { start } from './start.ts';
import QuickWindow from './views/QuickWindow.vue';

start(QuickWindow, 'quick.title');
