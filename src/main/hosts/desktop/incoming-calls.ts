import { app } from 'electron';
import { z } from 'zod';
import {
  CALL_LINK_SCHEME,
  findCallInArguments,
  parseCallLink,
  type CallLinkResult,
} from '#main/calls/call-link.ts';
import type { Core } from '#main/core/core.ts';
import { CONNECT_SWITCH } from '#shared/contract/connect.ts';
import { HIDDEN_SWITCH } from './login/start-at-login.ts';
import type { FromOutside, Outside } from './single-instance.ts';
import type { DesktopWindows } from './windows/desktop-windows.ts';

/** What a second start hands over. Electron may reorder its own list of arguments, so they are passed in this field. */
const handoverSchema = z.object({ argv: z.array(z.string()).max(1_000) });

/**
 * Takes a call out of what every user of a Linux or macOS machine can read of a running process: its command line names a contact.
 * `process.argv` stays. Source: nodejs.org, `process.title`.
 */
export function hideCallInProcessList(): void {
  if (process.platform === 'win32' || findCallInArguments(process.argv.slice(1)) === null) return;
  process.title = app.getName();
}

/**
 * What is asked from outside: a call; `show` if a second start names none, since the agent wants to see the app; `connect` if a
 * second start asked to connect, which only a first one can; null if nothing is asked.
 */
function wish(given: FromOutside): CallLinkResult | 'connect' | 'show' | null {
  if (given.kind === 'link') return parseCallLink(given.url);
  if (given.kind === 'ownStart') return findCallInArguments(given.words);
  const handed = handoverSchema.safeParse(given.handed);
  const words = handed.success ? handed.data.argv : given.words;
  const call = findCallInArguments(words);
  if (call !== null) return call;
  if (words.includes(`--${CONNECT_SWITCH}`)) return 'connect';
  // A start at login of an app that already runs wants to see nothing.
  return words.includes(`--${HIDDEN_SWITCH}`) ? null : 'show';
}

/**
 * Opens calls from outside, and shows the main window unless the agent is in one of Afterword's windows already: what
 * they type must not land in another window. Registers an installed app for call links where its installer did not.
 */
export function openIncomingCalls(outside: Outside, core: Core, windows: DesktopWindows): void {
  outside.takeBy((given) => {
    const asked = wish(given);
    if (asked === null) return;
    const isHere = windows.attention() !== 'elsewhere';
    if (asked === 'connect') core.notify('info', 'connectRunning');
    else if (asked !== 'show') core.takeLink(asked);
    if (asked === 'show' || asked === 'connect' || !isHere) windows.main.show();
  });
  // On Linux the desktop entry of the package has done that. Doing it again starts programs, and waits for them.
  if (app.isPackaged && process.platform !== 'linux')
    app.setAsDefaultProtocolClient(CALL_LINK_SCHEME, process.execPath, ['--']);
}
