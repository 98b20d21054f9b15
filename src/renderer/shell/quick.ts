import { waitWhileHidden } from '../api/while-hidden.ts';
import { start } from './start.ts';
import QuickWindow from './QuickWindow.vue';

start(QuickWindow, { title: 'quick.title', around: waitWhileHidden });
