import { app } from 'electron';
import { z } from 'zod';
import {
  CALL_LINK_SCHEME,
  findCallInArguments,
  parseCallLink,
  type CallLinkResult,
} from '#main/calls/call-link.ts';
import type { Core } from '#main/core/core.ts';
import { HIDDEN_SWITCH } from './login/start-at-login.ts';
import type { Log } from '#main/base/log.ts';
import type { CallReference } from '#shared/contract/requests/calls.ts';

/** Receives what comes from outside. */
export interface CallTaker {
  /** `call` is null if a second start names no call: the agent wants to see the app. */
  opened(call: CallReference | null): void;
  refused(code: string): void;
}

/** What a second start hands over. Electron may reorder its own list of arguments, so they are passed in this field. */
const handoverSchema = z.object({ argv: z.array(z.string()).max(1_000) });

/**
 * Takes calls from outside: links that the system opens, and the arguments of this start and later ones. Calls that
 * come before there is a taker are kept.
 */
export interface IncomingCalls {
  takeBy(taker: CallTaker): void;
}

/**
 * Makes this process the single instance, or hands its arguments to the one that runs.
 *
 * @returns null if another instance runs and has the arguments: this process must exit
 */
export function becomeSingleInstance(log: Log): IncomingCalls | null {
  if (!app.requestSingleInstanceLock({ argv: process.argv.slice(1) })) return null;

  const early: (() => void)[] = [];
  let taker: CallTaker | null = null;
  const hand = (result: CallLinkResult | null): void => {
    if (taker === null) {
      early.push(() => {
        hand(result);
      });
    } else if (result === null) taker.opened(null);
    else if (result.ok) taker.opened(result.reference);
    else {
      log.warn('a link or a command line was refused', { code: result.code, detail: result.detail });
      taker.refused(result.code);
    }
  };

  app.on('second-instance', (_event, argv, _folder, data) => {
    const handed = handoverSchema.safeParse(data);
    const given = handed.success ? handed.data.argv : argv.slice(1);
    const call = findCallInArguments(given);
    // A start at login of an app that already runs wants to see nothing.
    if (call !== null || !given.includes(`--${HIDDEN_SWITCH}`)) hand(call);
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
      for (const run of early.splice(0)) run();
    },
  };
}

/** Opens calls from outside in the main window. Registers an installed app for call links. */
export function openIncomingCalls(calls: IncomingCalls, core: Core, showMain: () => void): void {
  calls.takeBy({
    opened(call) {
      if (call !== null) core.openReference(call);
      showMain();
    },
    refused(reason) {
      core.notify('warning', 'callLinkRefused', { reason });
      showMain();
    },
  });
  if (app.isPackaged) app.setAsDefaultProtocolClient(CALL_LINK_SCHEME, process.execPath, ['--']);
}
