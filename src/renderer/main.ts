import { start } from './shell/start.ts';
import MainWindow from './shell/MainWindow.vue';

// Both pages begin with this, so that the first has one file of code. The quick wrap-up is made ahead.
if (document.documentElement.id === 'quick') void import('./shell/quick.ts');
else start(MainWindow);
