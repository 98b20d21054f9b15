/** The app's name to Windows, which shows notifications only of apps it knows: that of the installed shortcut. */
export const APP_ID = 'org.afterword.desktop';
