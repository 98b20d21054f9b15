import { OpeningError } from '#main/database/errors.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { SandboxObstacle } from './sandbox-obstacle.ts';

/** The switches of a command line, as Electron's `app.commandLine` tells them. */
interface CommandLine {
  hasSwitch(name: string): boolean;
}

/** The app was started with a switch that takes away its protection. */
export class SwitchRefusedError extends OpeningError {
  override readonly name = 'SwitchRefusedError';

  constructor(name: string) {
    super(reason('switchRefused', { name }));
  }
}

/**
 * Switches of Chromium, Electron and Node that an installed app refuses, by what they would do. The fuses of the
 * package switch off some of these; they are refused all the same, so that nobody believes them to work.
 * Source: chromium `*_switches.cc`; electronjs.org/docs/latest/api/command-line-switches.
 */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'another program speaks as our pages, with the whole contract': [
    'remote-debugging-port',
    'remote-debugging-pipe',
    'remote-debugging-address',
    'remote-debugging-targets',
    'remote-allow-origins',
    'auto-open-devtools-for-tabs',
    'inspect',
    'inspect-brk',
    'inspect-brk-node',
    'inspect-wait',
    'inspect-port',
    'inspect-publish-uid',
  ],
  'pages lose their sandbox or their origin': [
    'disable-web-security',
    'disable-site-isolation-trials',
    'disable-setuid-sandbox',
    'disable-namespace-sandbox',
    'disable-seccomp-filter-sandbox',
    'disable-gpu-sandbox',
    'no-zygote-sandbox',
    'allow-sandbox-debugging',
    'bypasscsp-schemes',
    'single-process',
    'allow-running-insecure-content',
    'unsafely-treat-insecure-origin-as-secure',
  ],
  'other code runs in the app or in its place': [
    'load-extension',
    'js-flags',
    'browser-subprocess-path',
    'renderer-cmd-prefix',
    'zygote-cmd-prefix',
    'utility-cmd-prefix',
    'gpu-launcher',
  ],
  'the key of what agents wrote is one that everybody knows': ['use-mock-keychain'],
  'the network lies to the app, or others read along': [
    'host-rules',
    'host-resolver-rules',
    'ignore-certificate-errors',
    'ignore-certificate-errors-spki-list',
    'allow-insecure-localhost',
    'proxy-server',
    'proxy-pac-url',
    'proxy-bypass-list',
    'proxy-auto-detect',
    'ssl-key-log-file',
    'log-net-log',
  ],
};

/**
 * Checks the command line of an installed app. `--no-sandbox` is allowed where the sandbox cannot work anyway, as in
 * many containers: the launcher of an AppImage adds it there.
 *
 * @param obstacle why the sandbox cannot work; null if it can
 * @throws SwitchRefusedError
 */
export function refuseSwitches(line: CommandLine, obstacle: () => SandboxObstacle | null): void {
  const refused = Object.values(REFUSED)
    .flat()
    .find((name) => line.hasSwitch(name));
  if (refused !== undefined) throw new SwitchRefusedError(refused);
  if (line.hasSwitch('no-sandbox') && obstacle() === null) throw new SwitchRefusedError('no-sandbox');
}
