import { app, dialog } from 'electron';
import { startupFailure } from '#main/core/startup-failure.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import type { DesktopWords } from './words/words.ts';
import { desktopSpeech } from './words/speech.ts';

/** Shows why Afterword cannot start, and quits. */
export function giveUp(error: unknown, words: () => DesktopWords): void {
  dialog.showErrorBox(words().text.cannotStart, words().reason(startupFailure(error)));
  app.exit(1);
}

/**
 * The same before anything is known of the agent.
 *
 * @param region as `systemRegion` returns it; null before the app is ready
 */
export function giveUpEarly(error: unknown, region: string | null): void {
  giveUp(
    error,
    desktopSpeech(() => DEFAULT_PREFERENCES, region),
  );
}
