import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { autostartFile, programToStart } from '#main/hosts/desktop/login/autostart-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-autostart-'));
  path = join(folder, 'autostart', 'afterword.desktop');
});
afterEach(() => rmSync(folder, { recursive: true }));

const item = (program = '/opt/Afterword/afterword') => autostartFile(folder, program, ['--hidden']);
const written = (): string => readFileSync(path, 'utf8');

it('is written with the program and its switch, and removed', () => {
  item().set(true);
  expect(written()).toContain('[Desktop Entry]\nType=Application\n');
  expect(written()).toContain('\nExec="/opt/Afterword/afterword" "--hidden"\n');
  expect(written()).toContain('\nTryExec=/opt/Afterword/afterword\n');
  item().set(false);
  expect(existsSync(path)).toBe(false);
  item().set(false);
});

it('follows an AppImage that was moved or renamed, whatever its name', () => {
  item().set(true);
  item('/home/ana/My "Apps"/100%/$x`\\.AppImage').set(true);
  expect(written()).toContain(
    'Exec="/home/ana/My \\\\"Apps\\\\"/100%%/\\\\$x\\\\`\\\\\\\\.AppImage" "--hidden"\n',
  );
  expect(written()).toContain('\nTryExec=/home/ana/My "Apps"/100%/$x`\\\\.AppImage\n');
});

it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'stays as it is if the user switched it off in the desktop’s settings: %s',
  (line) => {
    item().set(true);
    const off = written().replace('X-GNOME-Autostart-enabled=true', line);
    writeFileSync(path, off);
    item('/elsewhere/afterword').set(true);
    // Otherwise it would be on again after the administrator has changed their mind twice.
    item().set(false);
    expect(written()).toBe(off);
  },
);

it('enters the AppImage of this app, and not the one that started it', () => {
  const mount = join(folder, 'mount');
  symlinkSync(folder, mount);
  const environment = { APPIMAGE: '/home/ana/Afterword.AppImage', APPDIR: mount };
  const own = join(realpathSync(folder), 'afterword');
  expect(programToStart(own, environment)).toBe('/home/ana/Afterword.AppImage');
  expect(programToStart('/opt/Afterword/afterword', environment)).toBe('/opt/Afterword/afterword');
  expect(programToStart(`${own}-other/afterword`, { ...environment, APPDIR: own })).toMatch(/-other/);
  expect(programToStart(own, {})).toBe(own);
});
