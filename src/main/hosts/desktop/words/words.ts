import { fillPhrase } from '#main/words/phrase.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import type { AppNotification } from '#main/notifications/notification.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { PSEUDO_LANGUAGE, type Language } from '#shared/contract/language.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import ar from './locales/ar.json' with { type: 'json' };
import de from './locales/de.json' with { type: 'json' };
import en from './locales/en.json' with { type: 'json' };
import es from './locales/es.json' with { type: 'json' };
import hi from './locales/hi.json' with { type: 'json' };

/** All words that the desktop shows outside its pages: tray, menus, windows, notifications. */
type Phrases = typeof en;

const files: Readonly<Record<string, Phrases>> = { ar, de, en, es, hi };

/** The words outside the pages, in one language. */
export interface DesktopWords {
  /** Phrases without gaps. */
  readonly text: Omit<Phrases, 'status' | 'notification'>;
  readonly reason: (reason: Reason) => string;
  readonly toWrapUp: (calls: number) => string;
  /** The state in one line: how many calls to wrap up, what waits, the link. */
  readonly statusLine: (state: AppState) => string;
  /**
   * More about the state, one fact per line: since when something waits, why it cannot be sent, when the next try is, and that a newer
   * version waits for a quiet moment. Empty if nothing waits and the link is up.
   */
  readonly detailLines: (state: AppState) => string[];
  /**
   * A notification's two lines. They do not say who was called or what the outcome was, since lock screens show them.
   */
  readonly notification: (notification: AppNotification) => { title: string; body: string };
}

/** @param locale BCP 47 tag for the format of times, such as `en-GB` for the language `en` */
export function desktopWords(language: Language, locale: string = language): DesktopWords {
  const phrases = files[language === PSEUDO_LANGUAGE ? 'en' : language] ?? en;
  const { status, notification: told } = phrases;
  const say = (phrase: string, gaps: Readonly<Record<string, string>> = {}, n?: number): string =>
    fillPhrase(phrase, locale, gaps, n);

  const reason = (why: Reason): string => reasonWords(why, language, locale);

  /** "at 10:42", or "on 19 Nov, 10:42" on another day. */
  function moment(at: number, seconds = false): string {
    const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
    if (seconds) clock.second = '2-digit';
    const when = new Date(at);
    return when.toDateString() === new Date().toDateString()
      ? say(status.today, { time: when.toLocaleTimeString(locale, clock) })
      : say(status.otherDay, {
          time: when.toLocaleString(locale, { day: 'numeric', month: 'short', ...clock }),
        });
  }

  function linkWords({ link, demo }: AppState): string {
    const lcm = demo ? status.practiceLcm : status.lcm;
    switch (link.status) {
      case 'connected':
        return say(status.connected, { lcm });
      case 'connecting':
        return say(status.connecting, { lcm });
      case 'unreachable': {
        const time = new Date(link.since).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
        return say(status.unreachable, { lcm, time });
      }
      case 'refused':
        return say(status.connectionRefused, { lcm });
    }
  }

  return {
    text: phrases,
    reason,
    toWrapUp: (calls) => say(status.toWrapUp, {}, calls),
    statusLine(state) {
      const toWrapUp = state.calls.filter((call) => call.wrappedAt === null).length;
      const { waiting, sending, refused, held } = state.outbox;
      const counts = [
        [status.toWrapUp, toWrapUp],
        [status.callbacksDue, state.callbacks.due.length],
        [status.refused, refused],
        [status.held, held],
        [status.waiting, waiting],
        [status.sending, sending],
      ] as const;
      const parts = counts.filter(([, n]) => n > 0).map(([phrase, n]) => say(phrase, {}, n));
      return [...parts, linkWords(state)].join(status.separator);
    },
    detailLines({ outbox: { oldestAt }, link, update }) {
      const broken = link.status === 'unreachable' || link.status === 'refused';
      const lines = [
        oldestAt === null ? null : say(status.oldest, { when: moment(oldestAt) }),
        broken && link.reason !== null ? shorten(reason(link.reason)) : null,
        broken && link.nextTryAt !== null
          ? say(status.nextTry, { when: moment(link.nextTryAt, true) })
          : null,
        update?.step === 'soon' ? say(status.updateSoon, { version: update.version }) : null,
      ];
      return lines.filter((line) => line !== null);
    },
    notification({ kind, count, endedAt, secondsLeft }) {
      switch (kind) {
        case 'callWaits':
          return {
            title: say(told.callWaits, {}, count),
            body: endedAt === null ? told.clickToWrapUp : say(told.callEnded, { when: moment(endedAt) }),
          };
        case 'refused':
          return { title: say(told.refused, {}, count), body: told.refusedBody };
        case 'held':
          return { title: say(told.held, {}, count), body: told.heldBody };
        case 'delivered':
          return { title: told.delivered, body: say(told.deliveredBody, {}, count) };
        case 'callback':
          return { title: say(told.callbackDue, {}, count), body: told.clickToCallBack };
        case 'afterCall':
          return {
            title: say(secondsLeft === 0 ? told.afterCallOver : told.afterCallNearlyOver, {}, count),
            body:
              secondsLeft === null || secondsLeft === 0
                ? told.clickToWrapUp
                : say(told.secondsLeft, {}, secondsLeft),
          };
      }
    },
  };
}

/** With a longer line, no screen shows the whole menu. */
const LONGEST_LINE = 100;

function shorten(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}
