import { start } from './shell/start.ts';
import QuickWindow from './shell/QuickWindow.vue';

start(QuickWindow, 'quick.title');
