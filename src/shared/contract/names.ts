/**
 * The names of everything that crosses between screen and core. Kept apart from the schemas so that the preload,
 * which needs the names alone, stays a few lines long.
 */
export const REQUEST_NAMES = [
  'getState',
  'signIn',
  'openCall',
  'closeCall',
  'saveDraft',
  'noteWork',
  'submitWrapUp',
  'listOutcomes',
  'getOutcomeUsage',
  'setFavourite',
  'listOutbox',
  'retryOutbox',
  'editSubmission',
  'discardSubmission',
  'listHistory',
  'exportHistory',
  'retryLink',
  'dismissNotice',
  'setPreferences',
  'showMain',
  'hideQuick',
] as const;
export type RequestName = (typeof REQUEST_NAMES)[number];

export const EVENT_NAMES = [
  'state',
  'outcomes',
  'outcomeUsage',
  'outbox',
  'focusCall',
  'navigate',
  'quickShown',
] as const;
export type EventName = (typeof EVENT_NAMES)[number];
