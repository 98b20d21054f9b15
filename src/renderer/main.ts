import { start } from './start.ts';
import MainWindow from './views/MainWindow.vue';

start(MainWindow);
