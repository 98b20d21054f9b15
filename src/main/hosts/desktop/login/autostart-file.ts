import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
    `Exec=${[program, ...programArguments].map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return {
    set(on) {
      if (!on) files.remove(path);
      else if (!isSettled(path, entry)) {
        files.mkdir(dirname(path), { recursive: true, mode: 0o700 });
        files.write(path, entry, 0o644);
      }
    },
  };
}

/** Whether the file is what we would write, or is switched off. */
function isSettled(path: string, entry: string): boolean {
  if (!existsSync(path)) return false;
  const found = files.read(path).toString();
  return found === entry || /^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(found);
}

/** An argument of `Exec`: quoted, with its own escapes in the quotes and `%` doubled. */
function quoted(argument: string): string {
  return `"${argument
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}
