import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { files } from '#main/base/patient-files.ts';
import type { LoginItem } from './start-at-login.ts';

/**
 * The app's file in the autostart folder of a Linux desktop. A file that the user has switched off in the desktop's own
 * settings is left as it is. Source: Desktop Application Autostart Specification; Desktop Entry Specification.
 *
 * @param folder the user's configuration folder, `$XDG_CONFIG_HOME` or `~/.config`
 * @param program path of the executable or the AppImage
 */
export function autostartFile(
  folder: string,
  program: string,
  programArguments: readonly string[],
): LoginItem {
  const path = join(folder, 'autostart', 'afterword.desktop');
  const entry = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Afterword',
    // Whoever removes the app leaves this file behind: without the program it is passed over.
    `TryExec=${program.replaceAll('\\', '\\\\')}`,
    `Exec=${[program, ...programArguments].map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return {
    set(on) {
      const found = existsSync(path) ? files.read(path).toString() : null;
      if (found !== null && SWITCHED_OFF.test(found)) return;
      if (!on) files.remove(path);
      else if (found !== entry) {
        files.mkdir(dirname(path), { recursive: true, mode: 0o700 });
        files.write(path, entry, 0o644);
      }
    },
  };
}

const SWITCHED_OFF = /^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m;

/**
 * What the system has to start for this executable. An AppImage is mounted under a new path at each start, so it is the
 * image. A program that another AppImage starts, such as a softphone, inherits that one's variables.
 * Source: docs.appimage.org, environment variables.
 */
export function programToStart(executable: string, environment: NodeJS.ProcessEnv): string {
  const { APPIMAGE: image, APPDIR: mount } = environment;
  if (!image || !mount || !existsSync(mount)) return executable;
  return executable.startsWith(realpathSync(mount) + sep) ? image : executable;
}

/** An argument of `Exec`: quoted, with its own escapes in the quotes and `%` doubled. */
function quoted(argument: string): string {
  return `"${argument
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}
