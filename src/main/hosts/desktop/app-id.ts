/**
 * The app's name on Windows. Windows shows notifications only for apps it knows, so this is the name in the installed
 * shortcut.
 */
export const APP_ID = 'org.afterword.desktop';
