import { app } from 'electron';
import { systemClock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import type { Attention } from '#main/notifications/notifier.ts';
import type { ViewName } from '#shared/contract/app-state.ts';
import { endWithSession } from '../session-end.ts';
import type { DesktopWords } from '../words/words.ts';
import type { AppWindow } from './app-window.ts';
import type { FirstWindow } from './first-window.ts';
import type { MainWindow } from './main-window.ts';
import type { QuickWindow } from './quick-window.ts';
import { startSpelling } from './spelling.ts';
import { offerTextMenu } from './text-menu.ts';
import { followTheme } from './theme.ts';
import { followZoom, type Zoom } from './zoom.ts';

/**
 * Delay before the quick wrap-up is prepared, counted from when the main window is shown, in milliseconds. The main
 * window starts first.
 */
const QUICK_AFTER_MS = 400;

/** The app's two windows. The core already answers their pages. */
export interface DesktopWindows {
  readonly main: MainWindow;
  readonly zoom: Zoom;
  /** Brings the main window to the front with that view. */
  readonly showView: (view: ViewName) => void;
  /** Brings the main window to the front with that call. */
  showCall(callId: string): void;
  /** The quick wrap-up. The first call makes it. */
  quick(): QuickWindow;
  /** Hides the quick wrap-up if there is one. */
  readonly hideQuick: () => void;
  readonly attention: () => Attention;
  /** Sets the windows' titles in the agent's language. */
  speak(): void;
}

/**
 * Lets the core answer the main window's page and shows it, then prepares the quick wrap-up. Theme, zoom and spelling are
 * those the agent prefers.
 *
 * @param usesQuick else the quick wrap-up is made when it is asked for
 * @param hidden whether the main window stays hidden until somebody asks for it
 */
export function loadWindows(
  core: Core,
  { windows, serve }: Pick<FirstWindow, 'windows' | 'serve'>,
  main: MainWindow,
  openQuick: () => QuickWindow,
  usesQuick: boolean,
  words: () => DesktopWords,
  hidden: boolean,
): DesktopWindows {
  followTheme(core);
  startSpelling(core);
  const zoom = followZoom(core);

  function attend(window: AppWindow): void {
    zoom.apply(window);
    offerTextMenu(window.browserWindow, words);
    endWithSession(
      window.browserWindow,
      () => window.send('saveDrafts', undefined),
      () => app.quit(),
    );
  }
  attend(main);

  let openedQuick: QuickWindow | null = null;
  function quick(): QuickWindow {
    if (openedQuick === null) {
      openedQuick = openQuick();
      windows.push(openedQuick);
      attend(openedQuick);
      openedQuick.load();
    }
    return openedQuick;
  }
  const isQuickShown = (): boolean => openedQuick?.browserWindow.isVisible() === true;
  void main.ready.then(() => {
    // The agent may have opened the quick wrap-up meanwhile and be typing there.
    if (isQuickShown()) main.showBehind();
    else if (!hidden) {
      // The keyboard comes to it a moment later, and the agent may open the quick wrap-up in between.
      main.browserWindow.once('focus', () => {
        if (isQuickShown()) openedQuick?.browserWindow.focus();
      });
      main.show();
    }
    if (usesQuick) systemClock.after(QUICK_AFTER_MS, quick);
  });
  serve(core);

  return {
    main,
    zoom,
    showView(view) {
      main.show();
      main.send('navigate', { view });
    },
    showCall(callId) {
      main.show();
      main.send('focusCall', { callId });
    },
    quick,
    hideQuick: () => openedQuick?.hide(),
    attention() {
      if (main.browserWindow.isFocused()) return 'main';
      return openedQuick?.browserWindow.isFocused() === true ? 'quick' : 'elsewhere';
    },
    speak: () => openedQuick?.speak(),
  };
}
