import { start } from './shell/start.ts';
import MainWindow from './shell/MainWindow.vue';

start(MainWindow);
