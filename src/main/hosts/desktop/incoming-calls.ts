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
import type { DesktopWindows } from './windows/desktop-windows.ts';

/**
 * Receives what comes from outside: a call; null if a second start names none, since the agent wants to see the app; or that a
 * second start asked to connect, which only a first one can.
 */
export type LinkTaker = (link: CallLinkResult | 'connect' | null) => void;

/** What a second start hands over. Electron may reorder its own list of arguments, so they are passed in this field. */
const handoverSchema = z.object({ argv: z.array(z.string()).max(1_000) });

/**
 * Takes calls from outside: links that the system opens, and the arguments of this start and later ones. Calls that
 * come before there is a taker are kept.
 */
export interface IncomingCalls {
  takeBy(taker: LinkTaker): void;
}

/**
 * Takes a call out of what every user of a Linux or macOS machine can read of a running process: its command line names a contact.
 * `process.argv` stays. Source: nodejs.org, `process.title`.
 */
export function hideCallInProcessList(): void {
  if (process.platform === 'win32' || findCallInArguments(process.argv.slice(1)) === null) return;
  process.title = app.getName();
}

/**
 * Makes this process the single instance, or hands its arguments to the one that runs.
 *
 * @returns null if another instance runs and has the arguments: this process must exit
 */
export function becomeSingleInstance(): IncomingCalls | null {
  if (!app.requestSingleInstanceLock({ argv: process.argv.slice(1) })) return null;

  const early: Parameters<LinkTaker>[0][] = [];
  let taker: LinkTaker | null = null;
  const hand: LinkTaker = (link) => {
    if (taker === null) early.push(link);
    else taker(link);
  };

  app.on('second-instance', (_event, argv, _folder, data) => {
    const handed = handoverSchema.safeParse(data);
    const given = handed.success ? handed.data.argv : argv.slice(1);
    const call = findCallInArguments(given);
    if (call === null && given.includes(`--${CONNECT_SWITCH}`)) hand('connect');
    // A start at login of an app that already runs wants to see nothing.
    else if (call !== null || !given.includes(`--${HIDDEN_SWITCH}`)) hand(call);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    hand(parseCallLink(url));
  });
  const own = findCallInArguments(process.argv.slice(1));
  if (own !== null) hand(own);

  return {
    takeBy(next) {
      taker = next;
      early.splice(0).forEach(hand);
    },
  };
}

/**
 * Opens calls from outside, and shows the main window unless the agent is in one of Afterword's windows already: what
 * they type must not land in another window. Registers an installed app for call links.
 */
export function openIncomingCalls(calls: IncomingCalls, core: Core, windows: DesktopWindows): void {
  calls.takeBy((link) => {
    const isHere = windows.attention() !== 'elsewhere';
    if (link === 'connect') core.notify('info', 'connectRunning');
    else if (link !== null) core.takeLink(link);
    if (link === null || link === 'connect' || !isHere) windows.main.show();
  });
  if (app.isPackaged) app.setAsDefaultProtocolClient(CALL_LINK_SCHEME, process.execPath, ['--']);
}
