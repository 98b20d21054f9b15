// An Electron window with an empty Vue app: what no desktop app of this kind can do without.
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

app.setPath('userData', process.env.EMPTY_APP_DATA);
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 780, webPreferences: { sandbox: true } });
  void window.loadFile(join(__dirname, 'index.html'));
});
