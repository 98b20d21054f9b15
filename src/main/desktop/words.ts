import type { AppState } from '#shared/contract/app-state.ts';

/** Every word that the desktop shows outside its pages: tray, menus, windows, notifications. */
export const words = {
  appName: 'Afterword',
  quickTitle: 'Afterword · Quick wrap-up',
  cannotStart: 'Afterword cannot start',
  stillRuns: {
    title: 'Afterword is still running',
    body: 'It goes on delivering. Open it from its tray icon, or by starting it again.',
  },
  menu: {
    wrapUp: 'Wrap up',
    open: 'Open Afterword',
    outbox: 'Outbox',
    quit: 'Quit Afterword',
    file: 'File',
    edit: 'Edit',
    view: 'View',
  },
} as const;

/**
 * How things stand, in one line: what there is to wrap up, what waits, how the link is.
 *
 * @param locale how the time of day is written; undefined takes the system's
 */
export function statusLine(state: AppState, locale?: string): string {
  const toWrapUp = state.calls.filter((call) => call.wrappedAt === null).length;
  const { waiting, sending, refused, held } = state.outbox;
  const parts = [
    toWrapUp > 0 ? `${count(toWrapUp, 'call')} to wrap up` : null,
    refused > 0 ? `${refused} refused by LCM` : null,
    held > 0 ? `${held} held for you` : null,
    waiting > 0 ? `${waiting} waiting` : null,
    sending > 0 ? `${sending} being sent` : null,
    linkWords(state, locale),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function linkWords({ link, demo }: AppState, locale: string | undefined): string {
  const name = demo ? 'Demo LCM' : 'LCM';
  switch (link.status) {
    case 'connected':
      return `${name} connected`;
    case 'connecting':
      return `connecting to ${name}`;
    case 'unreachable': {
      const since = new Date(link.since).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
      return `${name} unreachable since ${since}`;
    }
    case 'refused':
      return `${name} refused the connection`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
