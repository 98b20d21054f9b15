import { waitWhileHidden } from './api/while-hidden.ts';
import { start } from './shell/start.ts';
import QuickWindow from './shell/QuickWindow.vue';

start(QuickWindow, { title: 'quick.title', around: waitWhileHidden });
