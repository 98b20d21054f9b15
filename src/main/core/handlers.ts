import { planWrapUp } from '#shared/wrapup/plan-wrap-up.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { ViewName } from '#shared/contract/index.ts';
import type { Calls } from '#main/calls/call-store.ts';
import { RequestError, type Handlers } from './contract-server.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { OutcomeLists } from '#main/outcomes/outcome-lists.ts';
import { usedOutcomes, type OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import type { WrapUps } from './wrap-ups.ts';
import type { PreferenceChange } from '#shared/contract/preferences.ts';

/** What a desktop can do that a browser host cannot. */
export interface DesktopHooks {
  showMain(view: ViewName): void;
  hideQuick(): void;
}

/** What the requests of the contract are answered with. */
export interface HandlerParts {
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly lists: OutcomeLists;
  readonly usage: OutcomeUsage;
  readonly notices: Notices;
  readonly wrapUps: WrapUps;
  /** The agent does something in this call just now. */
  worked(callId: string): void;
  state(): AppState;
  agent(): string | null;
  signIn(userId: string): void;
  changePreferences(change: PreferenceChange): void;
  reconnectNow(cause: string): void;
  desktop(): DesktopHooks | null;
}

/** Each request of the contract, in terms of the core's parts. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { calls, outbox, lists, usage, notices, wrapUps } = parts;

  function knownCall(callId: string) {
    const call = calls.get(callId);
    if (call === null) throw new RequestError('notFound', reason('noCall', { call: callId }));
    return call;
  }

  function knownSubmission(id: string) {
    const submission = outbox.view(id);
    if (submission === null) throw new RequestError('notFound', null);
    return submission;
  }

  return {
    getState: () => parts.state(),
    signIn: ({ userId }) => {
      parts.signIn(userId);
    },
    openCall: (reference) => ({ callId: calls.open(reference, 'hand', 'ended').callId }),
    closeCall: ({ callId }) => {
      knownCall(callId);
      calls.close(callId);
    },
    saveDraft: ({ callId, draft }) => {
      // A draft that was on its way when the call was submitted would bring the call back.
      if (knownCall(callId).wrappedAt === null) calls.saveDraft(callId, draft);
      parts.worked(callId);
    },
    noteWork: ({ callId }) => {
      parts.worked(callId);
    },
    submitWrapUp: ({ callId, draft }) => {
      const call = knownCall(callId);
      const planned = planWrapUp(draft, wrapUps.context(call));
      if (!planned.ok) throw new RequestError('invalid', null, planned.problems);
      const saved = wrapUps.save(call, { plan: planned.plan, draft });
      usage.noteUse(() => lists.campaignKey(call), usedOutcomes(draft));
      return { submissionId: saved.id, savedAt: saved.madeAt };
    },
    listOutcomes: ({ callId, refresh }) => lists.list(knownCall(callId), refresh),
    getOutcomeUsage: ({ callId }) => usage.list(lists.campaignKey(knownCall(callId))),
    setFavourite: ({ callId, outcome, favourite }) => {
      usage.setFavourite(lists.campaignKey(knownCall(callId)), outcome, favourite);
    },
    listOutbox: (query) => outbox.list(query),
    retryOutbox: ({ submissionId }) => {
      if (submissionId !== null) knownSubmission(submissionId);
      parts.reconnectNow('asked for');
      outbox.retry(submissionId);
    },
    editSubmission: ({ submissionId }) => {
      knownSubmission(submissionId);
      return outbox.edit(submissionId);
    },
    discardSubmission: ({ submissionId, reason }) => {
      knownSubmission(submissionId);
      outbox.discard(submissionId, reason);
    },
    listHistory: async (query) => ({ entries: await outbox.searchHistory(query) }),
    exportHistory: (request) => outbox.exportHistory(request),
    retryLink: () => {
      parts.reconnectNow('asked for');
    },
    dismissNotice: ({ id }) => {
      notices.dismiss(id);
    },
    setPreferences: (change) => {
      parts.changePreferences(change);
    },
    showMain: ({ view }) => {
      parts.desktop()?.showMain(view);
    },
    hideQuick: () => {
      parts.desktop()?.hideQuick();
    },
  };
}
