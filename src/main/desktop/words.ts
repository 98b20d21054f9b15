import type { AppNotification } from '#main/notifications/notification.ts';
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
  saveHistory: 'Save the history',
  historyNotSaved: 'The history could not be saved there. Export it again, to another place.',
  menu: {
    wrapUp: 'Wrap up',
    open: 'Open Afterword',
    outbox: 'Outbox',
    retry: 'Try to send now',
    quit: 'Quit Afterword',
    file: 'File',
    edit: 'Edit',
    view: 'View',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    zoomReset: 'Actual size',
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

/**
 * What there is to know besides, a line each: since when something waits, why it cannot be sent, when that is tried
 * next. Nothing where nothing waits and the link is up.
 *
 * @param locale how times are written; undefined takes the system's
 */
export function detailLines({ outbox, link }: AppState, locale?: string): string[] {
  const { oldestAt } = outbox;
  const broken = link.status === 'unreachable' || link.status === 'refused';
  const lines = [
    oldestAt === null ? null : `The oldest was saved ${moment(oldestAt, locale)}`,
    broken && link.reason !== null ? shorten(link.reason) : null,
    broken && link.nextTryAt !== null ? `Next try ${moment(link.nextTryAt, locale, true)}` : null,
  ];
  return lines.filter((line) => line !== null);
}

/**
 * A notification's two lines. Nothing in it tells who was called or what came of it: it is seen on a locked screen.
 *
 * @param locale how times are written; undefined takes the system's
 */
export function notificationWords(
  { kind, count: number, endedAt, secondsLeft }: AppNotification,
  locale?: string,
): { title: string; body: string } {
  const one = number === 1;
  switch (kind) {
    case 'callWaits':
      return {
        title: one ? 'A call waits for its wrap-up' : `${number} calls wait for their wrap-up`,
        body: endedAt === null ? 'Click to wrap up.' : `It ended ${moment(endedAt, locale)}.`,
      };
    case 'refused':
      return {
        title: one ? 'LCM refused a wrap-up' : `LCM refused ${number} wrap-ups`,
        body: 'The outbox says why, and lets you mend it.',
      };
    case 'held':
      return {
        title: one ? 'A wrap-up needs your decision' : `${number} wrap-ups need your decision`,
        body: 'The outbox says what there is to decide.',
      };
    case 'delivered':
      return {
        title: 'LCM is back',
        body: one
          ? 'The wrap-up that waited is delivered.'
          : `All ${number} wrap-ups that waited are delivered.`,
      };
    case 'afterCall': {
      const over = secondsLeft === 0;
      const calls = one ? '' : ` of ${number} calls`;
      return {
        title: over ? `After-call time${calls} is over` : `After-call time${calls} is nearly over`,
        body: over || secondsLeft === null ? 'Click to wrap up.' : `${count(secondsLeft, 'second')} left.`,
      };
    }
  }
}

/** "at 10:42", or "on 19 Nov, 10:42" where it is another day. */
function moment(at: number, locale: string | undefined, seconds = false): string {
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (seconds) clock.second = '2-digit';
  const when = new Date(at);
  return when.toDateString() === new Date().toDateString()
    ? `at ${when.toLocaleTimeString(locale, clock)}`
    : `on ${when.toLocaleString(locale, { day: 'numeric', month: 'short', ...clock })}`;
}

/** Longer lines make a menu that no screen shows whole. */
const LONGEST_LINE = 100;

function shorten(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
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
